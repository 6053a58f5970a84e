import { extensionOf } from '../../../files/path-parts.ts';
import { isOwnCode } from '../../../files/paths.ts';
import { splitName } from '../../../scan/verdict/name-words.ts';
import { escapeRegExp, isMinified, LineIndex } from '../../../syntax/text.ts';
import type { FileCheck } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { codeOf } from './embedded.ts';
import { type PrintedSecret, printedSecretsIn } from './expression.ts';
import { lex } from './lexer.ts';
import { type LogCall, logCalls } from './log-calls.ts';
import { announcesNewSecret, isGeneratedHere, isShownOnPurpose } from './log-purpose.ts';
import { shellProblems } from './shell-log.ts';
import { SINKS } from './sinks.ts';
import { type Language, languageOf, SYNTAXES } from './syntaxes.ts';

const RULE = 'log-statement-key';

/** Keys that log statements print. */
export const LOG_STATEMENTS: FileCheck = {
  rules: [RULE],
  concerns: (path) => (languageOf(path) !== undefined || isShell(path)) && isOwnCode(path),
  check: (file) => problemsIn(file),
};

function isShell(path: string): boolean {
  return /^(?:sh|bash|zsh|ksh|)$/.test(extensionOf(path));
}

/** Every name of a secret has one of these words: a quick test of a whole file. */
const QUICK_SECRET =
  /passw|passphrase|pass\b|pwd|secret|api_?-?key|token|cred|environ|env\b|_env|private_?key|authorization|_key\b|kennwort|passcode|[a-z]Key\b|[?&]key=/i;

function* problemsIn(file: CheckedFile): Generator<Problem> {
  const { path, text } = file;
  if (!QUICK_SECRET.test(text)) return;
  const language = languageOf(path);
  if (language === undefined) {
    if (extensionOf(path) !== '' || SHEBANG.test(text)) yield* shellProblems(file);
    return;
  }
  const sinks = SINKS[language];
  if (!sinks.quick.test(text) || isMinified(text)) return;
  const lines = new LineIndex(text);
  const tokens = lex(codeOf(path, text), SYNTAXES[language]);
  const reported = new Set<number>();
  for (const call of logCalls(tokens, sinks, language)) {
    const line = lines.lineOf(call.from);
    if (reported.has(line) || writesElsewhere(call, text)) continue;
    const printed = printedSecretsIn(call.args, language).filter(
      ({ name }) => !isNameConstant(name, text) && !isSettingObject(name, text),
    );
    const worst = printed.find(({ kind }) => kind === 'secret') ?? printed[0];
    if (worst === undefined) continue;
    reported.add(line);
    yield {
      rule: RULE,
      path,
      line,
      note: noteOf(call.callee, worst),
      weight: weightOf(worst, { path, text, call, language }),
    };
  }
}

const SHEBANG = /^#!.{0,60}\b(?:ba|da|z|k)?sh\b/;

function noteOf(callee: string, { what, kind }: PrintedSecret): string {
  if (kind === 'everything') return `${callee} prints all of ${what}`;
  if (kind === 'part') return `${callee} prints a part of ${what}`;
  if (kind === 'url') return `${callee} prints an address with ${what} in it`;
  return `${callee} prints ${what}`;
}

/** A log statement and the file that it is in. */
interface Surroundings {
  readonly path: string;
  readonly text: string;
  readonly call: LogCall;
  readonly language: Language;
}

function weightOf(
  { kind, name, what }: PrintedSecret,
  { path, text, call, language }: Surroundings,
): Problem['weight'] {
  if (kind !== 'secret') return 'advice';
  if (isShownOnPurpose(path, call.around) || announcesNewSecret(sourceOf(call, text))) return 'advice';
  const owner = what.split('.')[0] ?? '';
  if (isGeneratedHere(name, text) || (owner !== name && isGeneratedHere(owner, text))) return 'advice';
  // The unified log of Apple's systems hides interpolated values unless they are marked as public.
  if (language === 'swift' && /\bimport (?:OSLog|os)\b/.test(text) && !/privacy:\s*\.public/.test(text))
    return 'advice';
  return 'failure';
}

/** A constant that holds the name of a setting: `const PASSWORD = 'password'`. */
function isNameConstant(name: string, text: string): boolean {
  if (name === '' || name.length > 60) return false;
  const set = new RegExp(
    `\\b${escapeRegExp(name)}\\b['"]?(?:[ \\t]*:[ \\t]*[\\w.<>?| ]{1,30})?[ \\t]*(?::?=|=>|:)[ \\t]*['"\`]([^'"\`\\n]{1,80})['"\`]`,
    'g',
  );
  const literals = [...text.matchAll(set)].map((match) => match[1] ?? '');
  return literals.length > 0 && literals.every((literal) => isName(literal, name));
}

/** An object for a setting: `SolverPassword.GetString()` is its value, `SolverPassword` is not. */
function isSettingObject(name: string, text: string): boolean {
  return name !== '' && new RegExp(`\\b${escapeRegExp(name.slice(0, 60))}\\.[gG]et(?:String|Value)?\\(\\)`).test(text);
}

function isName(literal: string, name: string): boolean {
  const words = splitName(name);
  return (
    /^[A-Za-z_.:\s/-]+$/.test(literal) && splitName(literal).includes(words.at(-1) ?? '') && !/your/i.test(literal)
  );
}

/** `print(key, file=handle)`, `fmt.Fprintf(w, ...)`, `print_r($x, true)` write neither to a terminal nor to a log. */
function writesElsewhere(call: LogCall, text: string): boolean {
  const { callee } = call;
  const source = sourceOf(call, text);
  if (callee === 'print') return /,\s*file\s*=\s*(?!sys\.std)/.test(source);
  if (/^fmt\.Fprint/.test(callee)) return !/^\s*os\.Std(?:out|err)/.test(source);
  if (callee === 'print_r' || callee === 'var_export') return /,\s*(?:true|1)\s*$/i.test(source);
  return false;
}

/** The arguments as they are written. */
function sourceOf({ args }: LogCall, text: string): string {
  return args.length === 0 ? '' : text.slice(args[0]?.from, args.at(-1)?.to);
}
