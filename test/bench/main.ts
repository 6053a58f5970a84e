import { RULE_SET } from '../../src/rules/rule-set.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { benchCurves } from './curves.ts';
import { fitVerdict } from './fit.ts';
import { benchFleet } from './fleet.ts';
import { benchFormats } from './formats/main.ts';
import { benchGenerated } from './generated/measure.ts';
import { printGenerated } from './generated/print.ts';
import { benchGuard } from './guard.ts';
import { benchHistory } from './history.ts';
import { benchKernel } from './kernel.ts';
import { benchPage } from './page.ts';
import { benchRedact } from './redact.ts';
import { benchRules } from './rules.ts';
import { benchStaged } from './staged.ts';
import { benchTree } from './tree.ts';
import { judgeValues, printValues } from './values.ts';
import { benchVerdict, printVerdict } from './verdict.ts';

/** Each measures one thing and prints a table. Ratios within one run are what counts: machines differ, and have neighbours. */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  compare: benchPage,
  curves: benchCurves,
  fit: async (args) => {
    const [folder, ...trees] = args.filter((arg) => arg !== 'write');
    if (folder === undefined) throw new Error('fit takes the folder with hex32-dev.jsonl and values-dev.jsonl');
    await fitVerdict(folder, trees, args.includes('write') ? 'rules/verdict.yaml' : undefined);
  },
  fleet: benchFleet,
  formats: benchFormats,
  guard: benchGuard,
  history: benchHistory,
  kernel: () => benchKernel(),
  redact: benchRedact,
  rules: () => benchRules(),
  staged: benchStaged,
  tree: benchTree,
  verdict: async ([folder, errors, ...names]) => {
    if (folder === undefined) throw new Error('verdict takes the folder with hex32-dev.jsonl and values-dev.jsonl');
    if (errors === 'generated') return printGenerated(benchGenerated(RULE_SET), names);
    printVerdict(benchVerdict(folder), errors === 'errors');
    printValues(judgeValues(folder, new Detector(RULE_SET), RULE_SET), errors === 'values');
    printGenerated(benchGenerated(RULE_SET));
  },
};

export async function main([name = 'kernel', ...args]: readonly string[]): Promise<void> {
  const bench = BENCHES[name];
  if (bench === undefined) throw new Error(`there is no bench ${name}: use ${Object.keys(BENCHES).join(', ')}`);
  await bench(args);
}
