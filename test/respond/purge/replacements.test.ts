import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { formatReplacements, readReplacements, replacementFor } from '../../../src/respond/purge/replacements.ts';
import { searchedForms, searchedParts } from '../../../src/respond/search/secret-needles.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { createRepository, temporaryFolder } from '../../helpers/repository.ts';
import { PurgeShell } from './filter-repo.ts';

const KEY = alnumKey('value', 20);
const PEM = [
  '-----BEGIN RSA PRIVATE KEY-----',
  ...Array.from({ length: 6 }, (_, line) => `${alnumKey(`pem ${line}`, 62)}+/`),
  'AbC=',
  '-----END RSA PRIVATE KEY-----',
];

/** Values that mean something in such a file, or to who reads it. */
const VALUES: Readonly<Record<string, string>> = {
  'the separator': `a==>${KEY}==>b`,
  'equals signs at the end': `${KEY}==`,
  'like a pattern': `regex:${KEY}.*`,
  'like a glob': `glob:${KEY}*`,
  'like a literal': `literal:${KEY}`,
  'like a comment': `#${KEY}`,
  'spaces around it': ` ${KEY}x `,
  'characters of patterns': `(${KEY}[+?]\\d$^|`,
  'bytes that are not UTF-8': `${KEY}\xff\xfe\x80`,
  'UTF-8': Buffer.from(`${KEY}ü€`).toString('latin1'),
  'a tab in it': `${KEY}\t${KEY}`,
  'a part of others': KEY,
};

describe('git-filter-repo replaces exactly', () => {
  const names = Object.keys(VALUES);
  const replaced = names.map((name) => ({
    secret: new Secret(VALUES[name] ?? ''),
    replacement: replacementFor(hexKey(name)),
    found: searchedForms(VALUES[name] ?? ''),
  }));
  const before = 'what stands before ';
  const after = '\nbehind\n';

  test('values of every kind, in the forms in which they were found; and the file is read back', () => {
    const repository = createRepository();
    const wide = (text: string) => Buffer.from(text, 'utf16le');
    for (const [index, name] of names.entries()) {
      const bytes = Buffer.from(VALUES[name] ?? '', 'latin1');
      repository.write(`${index}.plain`, Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]));
      repository.write(`${index}.base64`, Buffer.concat([Buffer.from(before), bytes]).toString('base64'));
    }
    repository.write('harmless', `regex:.* ==> ${KEY.slice(1)}\n`);
    repository.write('wide', wide(`${before}${VALUES['like a comment']}${after}`)).commit('values');
    const file = join(temporaryFolder(), 'purge.txt');
    writeFileSync(file, formatReplacements(replaced), 'latin1');
    // Anybody can open and send it.
    expect(readFileSync(file, 'latin1')).toMatch(/^[\n -~]*$/);
    const blobs = `'${[
      'global r',
      `if "r" not in globals(): r = FilteringOptions.get_replace_text(b"${file}")`,
      'if b"\\0" in blob.data[0:8192]:',
      '  for old, new in r["regexes"]: blob.data = old.sub(new, blob.data)',
    ].join('\n')}'`;
    const ran = new PurgeShell().run(
      `git filter-repo --force --replace-text ${file} --blob-callback ${blobs}`,
      repository.path,
    );
    expect(ran.code, ran.stderr).toBe(0);
    for (const [index, name] of names.entries()) {
      const plain = readFileSync(join(repository.path, `${index}.plain`), 'latin1');
      // A shorter value may be a part of a longer one: the longer goes first.
      expect(plain, name).toBe(`${before}${replacementFor(hexKey(name))}${after}`);
      const encoded = readFileSync(join(repository.path, `${index}.base64`), 'latin1');
      expect(encoded, name).toContain(replacementFor(hexKey(name)));
    }
    expect(readFileSync(join(repository.path, 'wide'), 'utf16le')).toBe(
      `${before}${replacementFor(hexKey('like a comment'))}${after}`,
    );
    expect(readFileSync(join(repository.path, 'harmless'), 'latin1')).toContain(KEY.slice(1));

    const listed = readReplacements(file, 'purge.txt');
    expect(listed.map(({ label }) => label).sort()).toEqual(names.map((name) => replacementFor(hexKey(name))).sort());
    for (const [index, { secret, replacement }] of replaced.entries()) {
      const found = listed.find(({ label }) => label === replacement);
      const forms = found?.forms.map(({ bytes }) => bytes);
      for (const { bytes } of searchedForms(secret.reveal())) expect(forms, names[index]).toContain(bytes);
    }
  });

  test.each([
    ['real line breaks', PEM.join('\n')],
    ['of Windows', PEM.join('\r\n')],
    ['indented', PEM.join('\n      ')],
    ['written as escapes', JSON.stringify(PEM.join('\n'))],
    ['joined in code', PEM.map((line) => `  "${line}\\n"`).join(' +\n')],
  ])('a key in PEM, %s', (_, text) => {
    const repository = createRepository();
    repository
      .write('key', `before\n${text}\nafter\n`)
      .write('base64', Buffer.from(text).toString('base64'))
      .commit('key');
    const file = join(temporaryFolder(), 'purge.txt');
    const secret = new Secret(PEM.join('\n'));
    writeFileSync(file, formatReplacements([{ secret, replacement: 'REDACTED-0a1b2c', found: [] }]), 'latin1');
    const ran = new PurgeShell().run(`git filter-repo --force --replace-text ${file}`, repository.path);
    expect(ran.code, ran.stderr).toBe(0);
    const left = readFileSync(join(repository.path, 'key'), 'latin1');
    expect(left.replace(/["\s]/g, '').replace(/\\n$/, '')).toMatch(/^beforeREDACTED-0a1b2c(\\n)?after$/);
    const encoded = Buffer.from(readFileSync(join(repository.path, 'base64'), 'latin1'), 'base64').toString('latin1');
    for (const part of searchedParts(secret)) expect(encoded).not.toContain(part);
    expect(readReplacements(file, 'purge.txt')).toHaveLength(1);
  });
});

test.each([
  ['literal:1234567==>x', 'shorter than 8'],
  ['glob:abc*defghijk==>x', 'a glob'],
  ['regex:[0-9a-f]{32}==>x', 'a pattern that hexhound did not write'],
])('%s cannot be looked for exactly', (line, message) => {
  const file = join(temporaryFolder(), 'purge.txt');
  writeFileSync(file, `literal:${hexKey('one')}==>x\n${line}\n`);
  expect(() => readReplacements(file, 'purge.txt')).toThrow(message);
  try {
    readReplacements(file, 'purge.txt');
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'E_CONFIG', subject: 'purge.txt:2' });
    expect(String(thrown)).not.toContain(line);
  }
});

test('a file of literals that somebody else wrote is read too; one without any, or none, is an error', () => {
  const file = join(temporaryFolder(), 'own.txt');
  writeFileSync(file, `${hexKey('one')}\r\n\nliteral:${hexKey('two')}\n`);
  expect(readReplacements(file, 'own.txt').map(({ label }) => label)).toEqual(['line 1', 'line 3']);
  writeFileSync(file, '\n');
  expect(() => readReplacements(file, 'own.txt')).toThrow('lists no value');
  expect(() => readReplacements(`${file}.not`, 'own.txt')).toThrow('no such file');
});
