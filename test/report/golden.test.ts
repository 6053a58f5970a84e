import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Reporter } from '../../src/model/report.ts';
import { json } from '../../src/report/json.ts';
import { jsonl } from '../../src/report/jsonl.ts';
import { sarif } from '../../src/report/sarif.ts';
import { terminal } from '../../src/report/terminal.ts';
import { expectGolden } from './golden.ts';
import { whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

const FORMATS: Readonly<Record<string, Reporter>> = { txt: terminal, json, jsonl, sarif };

for (const [scenario, report] of Object.entries(SCENARIOS)) {
  for (const [extension, reporter] of Object.entries(FORMATS)) {
    test(`${scenario}.${extension}`, () => {
      expectGolden(`${scenario}.${extension}`, whole(reporter(report, { showSecrets: false, color: false })));
    });
  }
}

test('with colours', () => {
  expectGolden('tree.ansi', whole(terminal(tree(), { showSecrets: false, color: true })));
});

test('no golden file is left over', () => {
  const wanted = Object.keys(SCENARIOS).flatMap((name) =>
    Object.keys(FORMATS).map((extension) => `${name}.${extension}`),
  );
  expect(readdirSync(new URL('golden', import.meta.url)).sort()).toEqual([...wanted, 'tree.ansi'].sort());
});

function tree() {
  const report = SCENARIOS.tree;
  if (report === undefined) throw new Error('no such scenario');
  return report;
}
