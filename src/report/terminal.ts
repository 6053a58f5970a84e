import type { Finding } from '../model/finding.ts';
import type { Report, Reporter } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Paint, painter } from '../syntax/paint.ts';
import { wrap } from '../syntax/wrap.ts';
import { type AdviceOptions, fixesOf, nextOf } from './advice.ts';
import { briefLines } from './brief.ts';
import { documentsOf, type LazyFinding } from './document.ts';
import { isOnlyInGit, placesByFile } from './place.ts';
import {
  danger,
  headlineOf,
  isRefusal,
  passOnce,
  type Trouble,
  troubleLines,
  troublesOf,
  USUAL_COMMANDS,
  waysOut,
} from './refusal.ts';
import type { FindingDocument } from './schema.ts';
import { inFull, MAX_PLACES } from './terminal-finding.ts';
import { conclusionLines, inSections, remarksOf } from './terminal-remarks.ts';

/** With more findings than this each gets one line. */
const MAX_IN_FULL = 20;

/** For people. Every text goes through `escapeForeign`: file names, authors and messages can be hostile. */
export const terminal: Reporter = function* (report, options) {
  const { finding: describe, errors, notOpened, notices } = documentsOf(report, options, escapeForeign);
  const paint = painter(options.color);
  const { width, commands = USUAL_COMMANDS } = options;
  const advice = { describe, paint, commands, width };
  const remarks = remarksOf(report, { errors, notOpened, notices }, paint, width);
  if (isRefusal(report, 'Commit')) {
    yield* inSections(refusal(report, remarks, advice));
    return;
  }
  const inGit = report.findings.filter(({ occurrences }) => isOnlyInGit(occurrences));
  const others = inGit.length === 0 ? report.findings : report.findings.filter((finding) => !inGit.includes(finding));
  const isMany = report.findings.length > MAX_IN_FULL;
  const isPush = isRefusal(report, 'Push');
  yield* inSections([
    isPush ? headline(report, troublesOf(report.findings, describe), advice) : [],
    findingLines(others, isMany, report, advice),
    inGit.length === 0 ? [] : inGitLines(findingLines(inGit, isMany, report, advice), paint),
    fixesOf(report.findings, advice),
    nextOf(report, advice),
    ...remarks,
    conclusionLines(report, paint, width),
    // Who pushes to a server cannot ask it to look away.
    isPush && report.command === 'push' ? [passOnce('', commands, paint)] : [],
  ]);
};

function headline(
  { command, errors }: Report,
  troubles: readonly Trouble[],
  { paint, width }: Pick<AdviceOptions, 'paint' | 'width'>,
): string[] {
  return wrap(paint(['bold', 'red'], headlineOf(command, troubles, errors.length)), width);
}

/** The report of a hook that refuses the commit: first why, last what to do now. */
function refusal(report: Report, remarks: readonly string[][], advice: AdviceOptions): Iterable<string>[] {
  const { describe, paint, commands, width } = advice;
  const { findings } = report;
  const troubles = troublesOf(findings, describe);
  const isMany = findings.length > MAX_IN_FULL;
  return [
    headline(report, troubles, advice),
    isMany ? findingLines(findings, isMany, report, advice) : troubleLines(troubles, paint, width),
    danger(troubles, width),
    ...remarks,
    report.interrupted === undefined ? [] : conclusionLines(report, paint, width),
    waysOut(report, troubles, commands, paint, width),
  ];
}

function* findingLines(
  findings: readonly Finding[],
  isMany: boolean,
  { command }: Report,
  { describe, paint, commands, width }: AdviceOptions,
): Generator<string> {
  if (isMany) {
    const target = commands.repository === '' ? '' : ` ${commands.repository}`;
    // What git gives its hooks nobody can type.
    const again = command === 'push' || command === 'receive' ? 'history' : command;
    const rest = `${commands.hexhound} ${again}${target} --format json --output hexhound.json`;
    yield* briefLines(findings, describe, paint, rest, width);
    return;
  }
  let isFirst = true;
  for (const { finding, members } of withMembers(findings)) {
    const files = placesByFile(finding.occurrences);
    const inFile = members.map((member) => shownOf(member, 1, describe));
    if (!isFirst) yield '';
    isFirst = false;
    yield* inFull(shownOf(finding, MAX_PLACES, describe), files, { paint, width, members: inFile });
  }
}

function shownOf(finding: Finding, most: number, describe: (finding: Finding) => LazyFinding): FindingDocument {
  const files = placesByFile(finding.occurrences);
  const shown = describe({ ...finding, occurrences: files.slice(0, most).map(({ first }) => first) });
  return { ...shown, occurrences: [...shown.occurrences] };
}

/** Findings in their order; those that are in one file of secrets and nowhere else are told with it, where the first of them is. */
function* withMembers(findings: readonly Finding[]): Generator<{ finding: Finding; members: readonly Finding[] }> {
  const files = new Map(
    findings.flatMap((finding) => {
      const path = onlyPathOf(finding);
      return finding.secret === undefined && path !== undefined ? [[path, finding] as const] : [];
    }),
  );
  const told = new Set<Finding>();
  for (const finding of findings) {
    const file = files.get(onlyPathOf(finding) ?? '');
    if (told.has(finding)) continue;
    const chief = file ?? finding;
    const members = findings.filter(
      (each) => file !== undefined && each !== file && onlyPathOf(each) === onlyPathOf(file),
    );
    for (const each of [chief, ...members]) told.add(each);
    yield { finding: chief, members };
  }
}

function onlyPathOf({ occurrences, rule, secret }: Finding): string | undefined {
  const [first] = occurrences;
  const isOne = first?.kind === 'file' && occurrences.every(({ kind, path }) => kind === 'file' && path === first.path);
  return isOne && (secret !== undefined || rule.kind === 'file') ? first.path : undefined;
}

function* inGitLines(findings: Iterable<string>, paint: Paint): Generator<string> {
  yield paint('bold', 'In .git, which is never committed');
  yield* findings;
}
