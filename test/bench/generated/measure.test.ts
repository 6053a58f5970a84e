import { expect, test } from 'vitest';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { hexKey } from '../../helpers/keys.ts';
import { FORMS, namesFor, takes, write } from './forms.ts';
import { GENERATORS } from './generators.ts';
import { benchGenerated, overlaps, spanOf, writeSamples } from './measure.ts';
import { fillNegative, NEGATIVE_TEXTS, NEGATIVE_VALUES } from './negatives.ts';

test.each(FORMS)('$name holds its value once, and takes some generator', (form) => {
  expect(form.text.match(/\{\{value\}\}/g)).toHaveLength(1);
  expect(form.text.replaceAll(/\{\{(?:value|name|NAME|camel|flag)\}\}/g, '')).not.toContain('{{');
  expect(/\{\{(?:name|NAME|camel|flag)\}\}/.test(form.text)).toBe(form.takes === undefined);
  const samples = GENERATORS.filter((one) => takes(form, one)).flatMap((one) => writeSamples(form, one));
  const wrong = samples.filter(
    ({ name, value }) => write(form, name, value).split(value).length !== 2 || value.search(form.not) >= 0,
  );
  expect(wrong).toEqual([]);
  expect(samples.length).toBeGreaterThan(20);
});

test('no two forms have one name, and forms have no names that they cannot write', () => {
  expect(new Set(FORMS.map(({ name }) => name)).size).toBe(FORMS.length);
  const form = FORMS.find(({ name }) => name === '.env');
  expect(form && namesFor(form, ['пароль', 'api_key'])).toEqual(['api_key']);
  expect(form && write(form, 'api_key', '$&')).toBe('DEBUG=1\nAPI_KEY=$&\nPORT=80\n');
});

test('every generator has a form, and passwords of people are no bearer tokens', () => {
  for (const generator of GENERATORS)
    expect(FORMS.some((form) => takes(form, generator) && writeSamples(form, generator).length > 0)).toBe(true);
  const bearer = FORMS.filter(({ name }) => name === 'curl bearer');
  const taken = GENERATORS.filter((generator) => bearer.some((form) => takes(form, generator)));
  expect(taken.map(({ name }) => name)).toContain('hex 40');
  expect(taken.map(({ name }) => name)).not.toContain('Word2024!');
});

test('negatives have their generators filled in, and keep their own templates', () => {
  expect(fillNegative('{{ .Values.key }} {{password}} {{hex:8}}', 'a')).toMatch(
    /^\{\{ \.Values\.key \}\} \{\{password\}\} [0-9a-f]{8}$/,
  );
  for (const { values, names } of NEGATIVE_VALUES) {
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(values).size).toBe(values.length);
  }
  for (const { text } of NEGATIVE_TEXTS) expect(fillNegative(text, text)).not.toMatch(/\{\{\w+:\d+\}\}/);
});

test('places of values count UTF-16 units, as reports do, and two that only touch do not overlap', () => {
  const value = hexKey('place');
  const place = spanOf(`a\ncontraseña = "${value}"\n`, value);
  expect(place).toEqual({ line: 2, column: 15, endLine: 2, endColumn: 47 });
  expect(overlaps(place, { line: 2, column: 46, endLine: 3, endColumn: 1 })).toBe(true);
  expect(overlaps(place, { line: 2, column: 47, endLine: 2, endColumn: 49 })).toBe(false);
  expect(overlaps(place, { line: 1, column: 1, endLine: 2, endColumn: 15 })).toBe(false);
});

test('keys without a doubt are found, and what is found is told', () => {
  // All forms are for the bench to measure.
  const { samples, negatives } = benchGenerated(
    RULE_SET,
    FORMS.filter(({ name }, at) => name === '.env' || at % 8 === 0),
  );
  const plain = samples.filter(
    ({ form, generator, name }) => form === '.env' && generator === 'hex 32' && /api_key|token|secret/i.test(name),
  );
  for (const { outcome, reported, text } of plain) {
    expect(outcome).toBe('found');
    expect(reported).toHaveLength(1);
    expect(text).toContain(reported[0]?.split(': ')[1]);
  }
  expect(plain.length).toBeGreaterThan(0);
  expect(samples.every(({ outcome, reported }) => (outcome === 'missed') === (reported.length === 0))).toBe(true);
  expect(negatives.some(({ reported }) => reported.length === 0)).toBe(true);
});
