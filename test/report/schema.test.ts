import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { json } from '../../src/report/json.ts';
import { jsonl } from '../../src/report/jsonl.ts';
import { documentSchema, lineSchema, reportLineSchema, reportSchema } from '../../src/report/schema.ts';
import { whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

const options = { showSecrets: false, color: false };
const ajv = new Ajv2020({ allErrors: true });

// As for output: no field that the schema does not name.
const isDocument = ajv.compile(z.toJSONSchema(documentSchema));
const isLine = ajv.compile(z.toJSONSchema(lineSchema));

for (const [name, report] of Object.entries(SCENARIOS)) {
  test(`${name}: JSON has exactly the fields of the schema`, () => {
    isDocument(JSON.parse(whole(json(report, options))));
    expect(isDocument.errors ?? []).toEqual([]);
  });

  test(`${name}: every line of JSONL has exactly the fields of the schema, and the last counts the others`, () => {
    const lines = whole(jsonl(report, options))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const line of lines) {
      isLine(line);
      expect(isLine.errors ?? []).toEqual([]);
    }
    const { length: findings } = report.findings;
    const { length: errors } = report.errors;
    expect(lines.map(({ type }) => type)).toEqual([
      ...Array(findings).fill('finding'),
      ...Array(errors).fill('error'),
      ...report.notOpened.map(() => 'not-opened'),
      ...Array(report.notices.length).fill('notice'),
      'summary',
    ]);
    expect(lines.at(-1)).toMatchObject({ findings, errors });
  });
}

test('the published schemas accept the fields of later versions', () => {
  const [report] = Object.values(SCENARIOS);
  if (report === undefined) throw new Error('no scenario');
  const document = JSON.parse(whole(json(report, options)));
  const isReport = ajv.compile(reportSchema);
  expect(isReport({ ...document, later: 1 })).toBe(true);
  expect(isReport({ ...document, findings: undefined })).toBe(false);
  const isReportLine = ajv.compile(reportLineSchema);
  expect(isReportLine({ type: 'notice', message: 'a', later: 1 })).toBe(true);
  expect(isReportLine({ type: 'finding' })).toBe(false);
});
