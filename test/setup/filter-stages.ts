import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { touches } from '../../src/git/added-lines.ts';
import { START } from '../../src/model/fragment.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { stagedFilter } from '../../src/scan/detect/staged-filter.ts';

/*
 * The filter before a hook on many changes at once, stage by stage as `staged-filter.sh` has them.
 */

const AWK = resolve('src/setup/staged-filter.awk');

/** The greps that there are here, and an awk with each; all must find the same. */
export const TOOLS = [
  { grep: ['grep'], awk: ['awk'] },
  { grep: ['busybox', 'grep'], awk: ['busybox', 'awk'] },
].filter(({ grep: [file = ''] }) => spawnSync(file, ['--help']).error === undefined);

const FOLDER = mkdtempSync(join(tmpdir(), 'hexhound-filter-'));
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }));
for (const [name, text] of Object.entries(stagedFilter(RULE_SET))) writeFileSync(join(FOLDER, name), text, 'latin1');

/** A text, of which only some lines are new; all if `added` is not there. */
export interface Change {
  readonly text: string;
  readonly added?: readonly boolean[];
}

/** Numbers of the changes for which the filter starts Node.js: as the script does, all at once. */
export function woken({ grep: [file = '', ...args], awk }: Tools, changes: readonly Change[]): Set<number> {
  const patch = changes.map(({ text, added }, index) => {
    const lines = text.replaceAll('\0', '\x01').split('\n');
    const hunk = lines.map((line, at) => `${added === undefined || added[at] === true ? '+' : ' '}${line}`);
    return `diff --git a/f b/f\n@@ -1 +1,${lines.length} @@\n${hunk.join('\n')}\ndiff --git a/f b/f\n@@ -1 +1 @@\n+zzzz${index}\n`;
  });
  const options = { env: { ...process.env, LC_ALL: 'C' }, cwd: FOLDER, maxBuffer: 2 ** 30 };
  const run = (file: string, args: readonly string[], input: string) =>
    spawnSync(file, args, { ...options, input: Buffer.from(input, 'latin1') }).stdout.toString('latin1');
  const sorted = run(awk[0] ?? '', [...awk.slice(1), '-f', AWK], Buffer.from(patch.join('')).toString('latin1'));
  const all: { mark: string; text: string; owner: number }[] = [];
  let owner = 0;
  for (const text of sorted.split('\n').slice(0, -1)) {
    if (text === `+zzzz${owner}`) owner++;
    else all.push({ mark: text.charAt(0), text, owner });
  }
  type Lines = typeof all;
  const found = (lines: Lines, name: string, ...options: string[]): Lines =>
    run(file, [...args, '-a', '-n', ...options, '-f', name], `${lines.map(({ text }) => text).join('\n')}\n`)
      .split('\n')
      .flatMap((line) => lines[Number(/^\d+(?=:)/.exec(line)?.[0] ?? 0) - 1] ?? []);
  const only = (lines: Lines, marks: string) => lines.filter(({ mark }) => marks.includes(mark));
  const runs = found(all, 'runs', '-E').filter(({ text }) =>
    text.split(/[^A-Za-z0-9]/).some((token) => token.length >= 32 && /\d/.test(token) && /[A-Za-z]/.test(token)),
  );
  const withWords = found(all, 'words', '-i', '-F');
  const loud = found(withWords, 'loud', '-i', '-F').map((line) => ({
    ...line,
    text: line.text.replaceAll(/[A-Za-z0-9_]+/g, '\x02$&'),
  }));
  const near = only(withWords, '+ =%&');
  const matched = [
    ...found(all, 'shapes', '-E'),
    ...runs,
    ...found(loud, 'keywords', '-i', '-F'),
    ...found(only(loud, '+'), 'inline', '-i', '-F'),
    ...found(only(loud, '+ &-'), 'open', '-i', '-F'),
    ...found(found(only(loud, '+ &-'), 'quoted', '-i', '-F'), 'goesOn', '-E'),
    ...found(found(only(near, '+ &'), 'prefixes', '-F'), 'bodies', '-E'),
    ...found(found(near, 'names', '-i', '-F'), 'values', '-i', '-E'),
    ...found(found(near, 'services', '-i', '-F'), 'serviceValues', '-i', '-E'),
  ];
  const owners = new Set(matched.map(({ owner }) => owner));
  const tokens = new Map<number, string[]>();
  for (const { owner, text } of found(withWords, 'tokens', '-i', '-F')) {
    if (!owners.has(owner)) tokens.set(owner, [...(tokens.get(owner) ?? []), text]);
  }
  const added = new Map<number, string[]>();
  for (const { owner, text } of only(all, '+'))
    if (tokens.has(owner)) added.set(owner, [...(added.get(owner) ?? []), text]);
  for (const [owner, lines] of tokens) if (hasToken(added.get(owner) ?? [], lines)) owners.add(owner);
  return owners;
}

const KINDS = stagedFilter(RULE_SET)
  .kinds.split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t'));
const CLASSES = [/[A-Za-z0-9]+/g, /[A-Za-z0-9+/=]+/g, /[A-Za-z0-9_-]+/g, /[^\] \t"'`(),]+/g];

/** As `staged-filter-tokens.awk` tells. */
function hasToken(added: readonly string[], lines: readonly string[]): boolean {
  const longest = CLASSES.map((one) =>
    Math.max(0, ...added.flatMap((line) => [...line.slice(1).matchAll(one)].map(([token]) => token.length))),
  );
  const texts = lines.map((line) => line.toLowerCase());
  return KINDS.some(
    ([characters, length, word = '']) =>
      (longest[Number(characters) - 1] ?? 0) >= Number(length) && texts.some((text) => text.includes(word)),
  );
}

const DETECTOR = new Detector(RULE_SET);

/** Whether something is found that touches a new line, as `hexhound staged` looks (git/added-lines.ts). */
function findsAnything({ text, added }: Change): boolean {
  const lines = added?.flatMap((isAdded, at) => (isAdded ? [{ from: at + 1, to: at + 2 }] : []));
  return DETECTOR.detect({ bytes: Buffer.from(text), origin: START }).some(
    ({ contextLine, span }) => lines === undefined || touches(lines, contextLine, span.endLine),
  );
}

/** The changes that each new line of some texts can be, alone, and the first or the last lines of them. */
export function partly(texts: readonly string[]): Change[] {
  return texts.flatMap((text) => {
    const count = text.split('\n').length;
    if (count < 2 || count > 40) return [];
    const lines = Array.from({ length: count }, (_, at) => at);
    return lines.flatMap((line) => [
      { text, added: lines.map((at) => at === line) },
      { text, added: lines.map((at) => at >= line) },
      { text, added: lines.map((at) => at <= line) },
    ]);
  });
}

/**
 * Those of the changes that something is found in, although the filter would have let them pass. What starts Node.js is not
 * searched: it cannot be missed.
 */
export function missed(tools: Tools, changes: readonly Change[]): { woken: number; missed: Change[] } {
  const awake = woken(tools, changes);
  return { woken: awake.size, missed: changes.filter((change, index) => !awake.has(index) && findsAnything(change)) };
}

type Tools = (typeof TOOLS)[number];

/** Of GNU; busybox takes minutes for as much text. */
export const TOOL = TOOLS[0] as Tools;
