import { test } from 'vitest';
import { terminal } from '../../src/report/terminal.ts';
import { goldenFolder } from '../helpers/golden.ts';
import { REPORTERS } from './reporters.ts';
import { whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

const expectGolden = goldenFolder(new URL('golden/', import.meta.url));

for (const [scenario, report] of Object.entries(SCENARIOS)) {
  for (const [format, { extension, reporter, golden = (text: string) => text }] of Object.entries(REPORTERS)) {
    test(`${scenario}: ${format}`, () => {
      expectGolden(`${scenario}${extension}`, golden(whole(reporter(report, { showSecrets: false, color: false }))));
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
