/**
 * What somebody reads whose commit or push was refused: why, which secrets, and the ways out, ready to be pasted. Two findings on one
 * line are told once, and so are a file of secrets and the secrets in it.
 */

import { isAbsolute } from 'node:path';
import type { Finding } from '../model/finding.ts';
import { withInside } from '../model/place.ts';
import type { Report, TypedCommands } from '../model/report.ts';
import { commentFormOf } from '../syntax/comment-form.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Paint } from '../syntax/paint.ts';
import { commandLine } from '../syntax/shell/quote.ts';
import { clip, listed, plural } from '../syntax/words.ts';
import { inColumns, wrap } from '../syntax/wrap.ts';
import type { LazyFinding } from './document.ts';
import { placesByFile, whereOf } from './place.ts';
import type { FindingDocument } from './schema.ts';
import { beginOf, shownSecretOf, subjectOf, variableOf } from './subject.ts';
import { ALIVE, SEVERITY_STYLE } from './terminal-finding.ts';

/** One thing to do something about: a secret, several on one line, or a file of secrets with those in it. */
export interface Trouble {
  readonly members: readonly Member[];
  /** The finding about the file itself. */
  readonly file?: Member;
}

interface Member {
  readonly finding: Finding;
  /** With its first place only. */
  readonly document: FindingDocument;
  /** How many more places there are. */
  readonly others: number;
  /** Files with it, as many as a command names; not those with a secret in their paths, which must not be printed. */
  readonly paths: readonly string[];
}

/** The most that are shown with two lines each, comments that are shown, and files that a command names. */
const MAX_TROUBLES = 10;
const MAX_COMMENTS = 3;
const MAX_FILES = 8;
const MAX_NAMES = 4;

const ID_DIGITS = 8;

/** Findings by what there is to do about. @param describe masks and escapes a finding for output */
export function troublesOf(findings: readonly Finding[], describe: (finding: Finding) => LazyFinding): Trouble[] {
  const groups = new Map<string, { file?: Member; members: Member[] }>();
  const files = new Set(findings.flatMap((finding) => (isAboutFile(finding) ? keyOfFile(finding) : [])));
  for (const finding of findings) {
    const file = keyOfFile(finding);
    const key = files.has(file) ? file : `${file}\0${finding.occurrences[0]?.line}`;
    const group = groups.get(key) ?? { members: [] };
    groups.set(key, group);
    const member = memberOf(finding, describe);
    if (isAboutFile(finding) && group.file === undefined) group.file = member;
    else group.members.push(member);
  }
  return [...groups.values()];
}

function isAboutFile({ secret, rule }: Finding): boolean {
  return secret === undefined && rule.kind === 'file';
}

function keyOfFile({ occurrences: [first] }: Finding): string {
  return `${first?.kind}\0${first?.path}`;
}

function memberOf(finding: Finding, describe: (finding: Finding) => LazyFinding): Member {
  const files = placesByFile(finding.occurrences);
  const first = files[0]?.first;
  const document = describe({ ...finding, occurrences: first === undefined ? [] : [first] });
  const places = files.slice(0, MAX_FILES + 1).map((file) => file.first);
  const shown = [...describe({ ...finding, occurrences: places }).occurrences];
  return {
    finding: { ...finding, occurrences: first === undefined ? [] : [first] },
    document: { ...document, occurrences: [...document.occurrences] },
    others: finding.occurrences.length - 1,
    paths: places.flatMap(({ path, inside }, at) =>
      path !== undefined && shown[at]?.path === escapeForeign(withInside(path, inside)) ? path : [],
    ),
  };
}

/** What the hook of a command refuses, and where the secrets are. */
const REFUSED: Readonly<Record<string, readonly [what: string, where: string]>> = {
  staged: ['Commit', 'staged'],
  'commit-msg': ['Commit', 'in its message'],
  push: ['Push', 'in what it would publish'],
  receive: ['Push', 'in it'],
};

/** `Commit refused: 2 secrets are staged, and 1 thing could not be looked at.` */
export function headlineOf(command: string, troubles: readonly Trouble[], errors: number): string {
  const [refused, place] = REFUSED[command] ?? ['Commit', 'staged'];
  const secrets = troubles.reduce((sum, { members }) => sum + Math.max(1, members.length), 0);
  const isFile = troubles.every(({ members }) => members.length === 0);
  const noun = isFile ? plural(secrets, 'file of secrets', 'files of secrets') : plural(secrets, 'secret');
  const found = secrets === 0 ? [] : [`${noun} ${secrets === 1 ? 'is' : 'are'} ${place}`];
  const missed = errors === 0 ? [] : [`${plural(errors, 'thing')} could not be looked at`];
  return `${refused} refused: ${[...found, ...missed].join(', and ')}.`;
}

/** Two lines for each: what, and where. */
export function* troubleLines(troubles: readonly Trouble[], paint: Paint, width?: number): Generator<string> {
  for (const trouble of troubles.slice(0, MAX_TROUBLES)) {
    const { document, others } = chiefOf(trouble);
    const [place] = document.occurrences;
    const isWhole = trouble.file !== undefined || document.secret === undefined;
    const style = SEVERITY_STYLE[severestOf(trouble)];
    yield* wrap(`  ${paint(style, severestOf(trouble).padEnd(8))} ${whatOf(trouble, paint)}`, width, ' '.repeat(11));
    const where = place === undefined ? '' : isWhole ? (place.path ?? '') : whereOf(place, false);
    const more = others > 0 ? `, and ${plural(others, 'more place')}` : '';
    yield `    ${paint('cyan', where)}${more}  ${paint('dim', `id ${document.fingerprint.slice(0, ID_DIGITS)}`)}`;
  }
  const more = troubles.length - MAX_TROUBLES;
  if (more > 0) yield `  and ${plural(more, 'more', 'more')}`;
}

function chiefOf({ file, members }: Trouble): Member {
  const chief = file ?? members[0];
  if (chief === undefined) throw new Error('a trouble without a finding');
  return chief;
}

const SEVERITY_ORDER = ['critical', 'high', 'medium', 'low'] as const;

function severestOf({ file, members }: Trouble): FindingDocument['severity'] {
  const all = [...(file === undefined ? [] : [file]), ...members].map(({ document }) => document.severity);
  return SEVERITY_ORDER.find((severity) => all.includes(severity)) ?? 'low';
}

function whatOf({ file, members }: Trouble, paint: Paint): string {
  const secrets = members.map(({ document }) => secretText(document));
  if (file === undefined) return paint('bold', secrets.join(' and '));
  const { title, note } = file.document;
  // It is not there yet.
  const head = paint('bold', title.replace(/ in git$/, ''));
  if (secrets.length > 0) return `${head}: ${secrets.join(', ')}`;
  return note === undefined ? head : `${head}: ${clip(note, 200)}`;
}

function secretText(document: FindingDocument): string {
  const { verification } = document;
  const alive = verification === undefined ? '' : ` (alive: ${ALIVE[verification.status]})`;
  return `${clip(subjectOf(document), 80)} ${shownSecretOf(document)}${alive}`;
}

/** Whether keys need to be replaced: only what others may have seen. */
export function* danger(troubles: readonly Trouble[], width?: number): Generator<string> {
  const members = troubles.flatMap((trouble) => (trouble.members.length > 0 ? trouble.members : [chiefOf(trouble)]));
  const alive = members.filter(({ finding }) => finding.verification?.status !== 'inactive');
  const spread = (wanted: string) => alive.filter(({ finding }) => finding.spread === wanted);
  const [pushed, committed] = [spread('pushed'), spread('committed')];
  if (pushed.length > 0) {
    const pages = new Set(pushed.flatMap(({ document }) => document.fix.rotate ?? []));
    const where = pages.size === 0 ? '.' : `: ${[...pages].slice(0, 3).join(', ')}`;
    yield* wrap(`Pushed before: ${namesOf(pushed)}. Rotate first${where}`, width);
  }
  if (committed.length > 0) {
    yield* wrap(
      `Committed before, and not pushed: ${namesOf(committed)}. Take it out of that commit, too (git rebase -i), and rotate it if in doubt.`,
      width,
    );
  }
  if (pushed.length + committed.length === 0 && alive.length > 0) {
    yield* wrap('Nothing is committed yet: nothing has to be replaced, unless it was shared in some other way.', width);
  }
}

function namesOf(members: readonly Member[]): string {
  return shortList(members.map(({ document }) => variableOf(document) ?? document.title));
}

function shortList(items: readonly string[]): string {
  const distinct = [...new Set(items)];
  const more = distinct.length - MAX_NAMES;
  return listed(more > 0 ? [...distinct.slice(0, MAX_NAMES), plural(more, 'more', 'more')] : distinct);
}

/** The ways out: take it out, leave it in with a reason, pass once. Commands are never wrapped, so that they can be pasted. */
export function* waysOut(
  { command, target }: Pick<Report, 'command' | 'target'>,
  troubles: readonly Trouble[],
  commands: TypedCommands,
  paint: Paint,
  width?: number,
): Generator<string> {
  if (troubles.length > 0) {
    const [text, paste] =
      command === 'commit-msg'
        ? ['take it out of the message, which git has kept:', messageCommand(target, commands)]
        : [removeText(troubles), removeCommand(troubles, commands)];
    yield* wrap(`${paint('bold', '1. Remove')}  ${text}`, width, '   ');
    yield `     ${paint('bold', paste)}`;
    const ask = `${commands.hexhound} explain ${chiefOf(troubles[0] as Trouble).document.fingerprint.slice(0, ID_DIGITS)}`;
    yield* wrap(
      `${paint('bold', '2. Ignore')}  no secret (${ask} says why it was taken for one)? Give a reason:`,
      width,
      '   ',
    );
    yield* ignoreRows(troubles).map((row) => `  ${row}`);
  }
  yield passOnce(troubles.length > 0 ? '3. ' : '', commands, paint);
}

export function passOnce(number: string, commands: TypedCommands, paint: Paint): string {
  return `${paint('bold', `${number}Pass once`)}  ${paint('bold', commands.passOnce)}`;
}

/** Opens the message that was refused in the editor. @param file as git gives it to its hook: absolute, or from the top */
function messageCommand(file: string, { toPaths }: TypedCommands): string {
  return escapeForeign(commandLine('git', 'commit', '--edit', '--file', isAbsolute(file) ? file : toPaths + file));
}

/** A file that is nothing but a secret: it goes out of git as a whole. */
function isSecretFile(trouble: Trouble): boolean {
  const { document } = chiefOf(trouble);
  const [place] = document.occurrences;
  return (
    trouble.file !== undefined || (place?.line === 1 && place.endLine > place.line && beginOf(document) !== undefined)
  );
}

function removeText(troubles: readonly Trouble[]): string {
  const inCode = troubles.filter((trouble) => !isSecretFile(trouble));
  if (inCode.length === 0) return 'take it out of git; it stays on your disk:';
  const names = inCode.flatMap(({ members }) => members.flatMap(({ document }) => variableOf(document) ?? []));
  const what = names.length === 0 ? (inCode.length === 1 ? 'the value' : 'the values') : shortList(names);
  return `read ${what} from the environment or a .env that git ignores, then:`;
}

function removeCommand(troubles: readonly Trouble[], { toPaths }: TypedCommands): string {
  const paths = (wanted: boolean) => [
    ...new Set(
      troubles.filter((trouble) => isSecretFile(trouble) === wanted).flatMap((trouble) => chiefOf(trouble).paths),
    ),
  ];
  const [whole, edited] = [paths(true), paths(false)];
  const add = [...(whole.length > 0 ? ['.gitignore'] : []), ...edited].map((path) => toPaths + path);
  const isMany = add.length > MAX_FILES || whole.length > MAX_FILES;
  const steps = [
    ...(whole.length === 0
      ? []
      : [
          withPaths(
            ['git', 'rm', '--cached'],
            whole.slice(0, MAX_FILES).map((path) => toPaths + path),
          ),
        ]),
    ...whole
      .slice(0, MAX_FILES)
      .map((path) => `${commandLine('echo', `/${path}`)} >> ${commandLine(`${toPaths}.gitignore`)}`),
    isMany || add.length === 0 ? 'git add --update' : withPaths(['git', 'add'], add),
    'git commit',
  ];
  return escapeForeign(steps.join(' && '));
}

function withPaths(command: readonly string[], paths: readonly string[]): string {
  const end = paths.some((path) => path.startsWith('-')) ? ['--'] : [];
  return commandLine(...command, ...end, ...paths);
}

/** The comment for each file, in its own form; for what takes none, the entry of the configuration. */
function ignoreRows(troubles: readonly Trouble[]): string[] {
  const rows = troubles.map(ignoreRow);
  const more = rows.length - MAX_COMMENTS;
  const shown = [...new Map(rows.slice(0, MAX_COMMENTS)).entries()];
  return [
    ...inColumns(shown.map(([where, text]) => [` ${where}`, text] as const)),
    ...(more > 0 ? [`   and ${plural(more, 'more', 'more')}: hexhound-ignore RULE -- REASON in a comment`] : []),
  ];
}

function ignoreRow(trouble: Trouble): readonly [where: string, text: string] {
  const { finding, document } = chiefOf(trouble);
  const [place] = document.occurrences;
  const path = finding.occurrences[0]?.path ?? '';
  const form = commentFormOf(path);
  const rules = [...new Set(trouble.members.map((member) => member.document.rule))].join(', ');
  if (place?.kind === 'commit-message') return [`end of line ${place.line}`, `hexhound-ignore ${rules} -- REASON`];
  if (trouble.file !== undefined && trouble.members.length > 0 && trouble.file.paths.length > 0) {
    return ['in hexhound.yaml', `ignore: { paths: [${escapeForeign(JSON.stringify(`/${path}`))}] }  # REASON`];
  }
  if (trouble.file !== undefined || place?.kind !== 'file' || place.archive !== undefined || form === undefined) {
    return ['in hexhound.yaml', `ignore: { fingerprints: [{ id: ${document.fingerprint}, reason: REASON }] }`];
  }
  const isAbove = form.isAlone === true || place.endLine > place.line;
  const marker = `hexhound-ignore${isAbove ? '-next-line' : ''} ${rules}`;
  const text = form.hasNoDashes ? `REASON ${marker}` : `${marker} -- REASON`;
  const where = `${isAbove ? 'above' : 'end of'} ${place.path}:${place.line}`;
  return [where, `${form.open}${text}${form.close ?? ''}`];
}

/** Where no commands are told: at the top of the repository. */
export const USUAL_COMMANDS: TypedCommands = {
  hexhound: 'hexhound',
  repository: '',
  toPaths: '',
  passOnce: 'git commit --no-verify',
};

/** Whether a report is that of a hook which refuses a commit, or a push. */
export function isRefusal(
  { command, findings, errors }: Pick<Report, 'command' | 'findings' | 'errors'>,
  what: 'Commit' | 'Push',
): boolean {
  return REFUSED[command]?.[0] === what && findings.length + errors.length > 0;
}
