import { isCiFile, isWorkflow } from '../files/ci-files.ts';
import { baseName } from '../files/path-parts.ts';
import type { Secret } from '../model/secret.ts';
import { lastBalanceCheck } from '../respond/balance/balance-history.ts';
import { escapeRegExp } from '../syntax/text.ts';
import type { Evidence } from './audit.ts';
import type { ProjectFiles } from './checks/project-files.ts';

/** In milliseconds. */
const DAY = 86_400_000;

/** A balance that was not checked for this many days is not monitored. */
const LONGEST_PAUSE = 31;

/** Files whose commands something runs again and again. CI files are too. */
const SCHEDULED = /(?:^|\/)(?:crontab[^/]*|[^/]*\.(?:cron|service|timer)|[^/]*cronjob[^/]*\.ya?ml)$|(?:^|\/)cron\.d\//i;

/** Files with commands that something has to start. */
const STARTED = /(?:^|\/)(?:[^/]*\.(?:sh|ps1)|package\.json|Makefile|justfile|Taskfile\.ya?ml)$/i;

const CALL = /\bhexhound(?:@[\w.^~-]{1,20})?"?,? +"?balance\b/;

/** A line that is a comment, or only prints a command. */
const NO_CALL = /^\s*(?:#|\/\/|::|rem\b)|\b(?:echo|printf)\s+["'][^"']*\bhexhound/i;

/**
 * What runs `hexhound balance` for this project: files that something runs, or else the last check of one of its keys on
 * this machine.
 * @param keys of the project. A check of another project's keys says nothing about it
 * @param historyFile undefined where there is none
 */
export function balanceEvidence(
  files: ProjectFiles,
  keys: readonly Secret[],
  historyFile: string | undefined,
  now: Date,
): Evidence[] {
  const scheduled = files.paths.filter((path) => isCiFile(path) || SCHEDULED.test(path));
  const direct = scheduled.flatMap((path) => callsIn(files, path));
  const started = files.paths
    .filter((path) => STARTED.test(path) && !scheduled.includes(path))
    .flatMap((path) => callsIn(files, path))
    .map((call) => (isStarted(call, files, scheduled) ? call : byHand(call)));
  const calls = [...direct, ...started];
  const last = historyFile === undefined ? undefined : lastBalanceCheck(historyFile, keys);
  if (calls.some(({ weight }) => weight === 'support') || last === undefined) return calls;
  const days = Math.floor((now.getTime() - Date.parse(last)) / DAY);
  const note = `hexhound balance looked at a key of this project ${days <= 0 ? 'today' : `${days} days ago`}, on this machine`;
  return [
    ...calls.filter(({ weight }) => weight === 'support'),
    { weight: days <= LONGEST_PAUSE ? 'support' : 'doubt', note },
  ];
}

function callsIn(files: ProjectFiles, path: string): Evidence[] {
  const text = files.text(path) ?? '';
  const lines = text.split('\n').map((line) => line.slice(0, 2000));
  const line = lines.findIndex((each) => CALL.test(each) && !NO_CALL.test(each));
  if (line < 0) return [];
  const call: Evidence = { weight: 'support', note: 'runs hexhound balance', path, line: line + 1 };
  return [isWorkflow(path) && !RUNS_BY_ITSELF.test(text) ? byHand(call) : call];
}

/** Events that start a workflow without a person. */
const RUNS_BY_ITSELF =
  /^\s*(?:on|"on"|'on')\s*:[^\n]*\b(?:push|pull_request\w*|schedule)\b|^\s+(?:-\s*)?(?:push|pull_request\w*|schedule)\b/m;

function byHand(call: Evidence): Evidence {
  return { ...call, weight: 'doubt', note: 'runs hexhound balance, but nothing here starts it on a schedule' };
}

/** Whether a file that something runs names the script: by its file name, or by the name of the script or target in it. */
function isStarted({ path = '', line = 1 }: Evidence, files: ProjectFiles, scheduled: readonly string[]): boolean {
  const lines = files.text(path)?.split('\n').slice(0, line) ?? [];
  const name = baseName(path);
  const isRunner = /^(?:package\.json|Makefile|justfile|Taskfile\.ya?ml)$/i.test(name);
  const target = isRunner ? lines.findLast((each) => /^\s*"?[\w:.-]+"?\s*:/.test(each)) : undefined;
  const called = isRunner ? /^\s*"?([\w:.-]+?)"?\s*:/.exec(target ?? '')?.[1] : name;
  if (called === undefined) return false;
  const word = escapeRegExp(called);
  const pattern = new RegExp(
    isRunner ? `\\b(?:npm|pnpm|yarn|bun|make|just|task)\\b[^\\n]*[\\s"']${word}(?![\\w:-])` : word,
  );
  return scheduled.some((each) => pattern.test(files.text(each) ?? ''));
}
