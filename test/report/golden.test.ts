import { test } from 'vitest';
import type { Reporter } from '../../src/model/report.ts';
import { json } from '../../src/report/json.ts';
import { jsonl } from '../../src/report/jsonl.ts';
import { sarif } from '../../src/report/sarif.ts';
import { terminal } from '../../src/report/terminal.ts';
import { goldenFolder } from '../helpers/golden.ts';
import { whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

const expectGolden = goldenFolder(new URL('golden/', import.meta.url));

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

function tree() {
  const report = SCENARIOS.tree;
  if (report === undefined) throw new Error('no such scenario');
  return report;
}
