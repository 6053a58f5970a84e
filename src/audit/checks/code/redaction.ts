import { extensionOf } from '../../../files/path-parts.ts';
import { isOwnCode } from '../../../files/paths.ts';
import { isCommented, LineIndex } from '../../../syntax/text.ts';
import type { CheckContext } from '../check.ts';
import { languageOf } from './syntaxes.ts';

/** A place where the project keeps secrets out of its logs. */
export interface Redaction {
  readonly path: string;
  readonly line: number;
  /** `redact option of pino` */
  readonly what: string;
}

/**
 * A word that every file with the sign contains, tested before the pattern; what the sign is; and the extensions of its
 * files, if these are not those of code.
 */
type Sign = readonly [word: string, pattern: RegExp, what: string, files?: RegExp];

const SIGNS: readonly Sign[] = [
  [
    'hexhound/runtime',
    /createRedactor|redactConsole|redactingStream|patchConsole|redact\w*/,
    'redactor of hexhound/runtime',
  ],
  ['redact', /\bredact\s*:\s*(?:\[|\{|['"`\w])/, 'redact option of the logger'],
  [
    'redact',
    /\b(?:fast-redact|redact-pii|@pinojs\/redact|slog-redact|logredact|log_redactor)\b/,
    'package that redacts',
  ],
  [
    'winston',
    /format\s*\(\s*(?:\([^()\n]{0,60}\)|\w+)\s*=>[^;]{0,400}?(?:redact|mask|\*{3})/i,
    'format of winston that masks',
  ],
  [
    'logging.Filter',
    /class\s+\w+\s*\(\s*logging\.Filter\s*\)\s*:[\s\S]{0,1500}?(?:redact|mask|\*{3}|sub\()/i,
    'logging.Filter that masks',
  ],
  [
    'logging.Formatter',
    /class\s+\w*(?:Redact|Mask|Sanitiz|Scrub|Sensitive)\w*\s*\(\s*logging\.Formatter\s*\)/i,
    'logging.Formatter that masks',
  ],
  [
    'structlog',
    /def\s+\w*(?:redact|mask|censor|scrub|sanitiz)\w*\s*\(\s*(?:_?logger|_+)\b/i,
    'processor of structlog that masks',
  ],
  [
    'beforeSend',
    /\bbeforeSend(?:Transaction)?\b[\s\S]{0,600}?(?:redact|scrub|mask|delete\s|sanitiz|filter|\[Filtered\])/i,
    'beforeSend of Sentry that scrubs',
  ],
  [
    'before_send',
    /\bbefore_send\b[\s\S]{0,600}?(?:redact|scrub|mask|pop\(|sanitiz|filter)/i,
    'before_send of Sentry that scrubs',
  ],
  ['EventScrubber', /\bEventScrubber\s*\(/, 'EventScrubber of Sentry'],
  ['filter_parameters', /\bfilter_parameters\s*(?:\+=|<<|=)/, 'filter_parameters of Rails'],
  ['filter_parameters', /config\s+:phoenix\s*,[^\n]*:filter_parameters/, 'filter_parameters of Phoenix'],
  [
    'LogValue()',
    /\bfunc\s*\(\s*\w*\s*\*?\w+\s*\)\s*LogValue\s*\(\s*\)\s*slog\.Value/,
    'slog.LogValuer that hides a value',
  ],
  [
    'ReplaceAttr',
    /\bReplaceAttr\s*:[\s\S]{0,600}?(?:redact|REDACT|mask|\*{3}|password|token|secret)/,
    'ReplaceAttr of slog that masks',
  ],
  ['SecretString', /\bsecrecy::|use\s+secrecy\b/, 'SecretString of the crate secrecy'],
  ['SecretStr', /from\s+pydantic\s+import[^\n]*\bSecretStr\b/, 'SecretStr of pydantic'],
  ['SensitiveParameter', /#\[\\?SensitiveParameter\]/, 'SensitiveParameter of PHP'],
  ['dontFlash', /\$dontFlash\s*=/, 'dontFlash of Laravel'],
  [
    'Destructure',
    /\.Destructure\.(?:ByMasking|UsingAttributes|ByTransforming)|LogMasked|\[NotLogged\]/,
    'masking of Serilog',
  ],
  ['AddRedaction', /\.AddRedaction\s*\(|EnableRedaction\s*\(/, 'redaction of .NET'],
  ['redactHeader', /\bredactHeader\s*\(/, 'redactHeader of OkHttp'],
  ['replace', /%(?:replace|mask)\s*\(\s*%m/, 'pattern of the log that masks', /^(?:xml|properties|ya?ml)$/],
  [
    'MaskingPatternLayout',
    /MaskingPatternLayout|MaskingJsonGeneratorDecorator/,
    'layout of Logback that masks',
    /^(?:xml|java|kt)$/,
  ],
  ['add-mask', /::add-mask::/, 'add-mask of GitHub Actions', /^(?:ya?ml|sh|[cm]?[jt]s|py)$/],
  ['setSecret', /\bcore\.setSecret\s*\(/, 'setSecret of GitHub Actions'],
  ['scrub', /scrub_?(?:data|fields|keys|patterns)\s*[:=]/i, 'list of fields to scrub'],
];

/** A function of the project that masks what it logs. */
const OWN =
  /\b(?:function|def|fn|func|fun|const|let)\s+((?:redact|mask|scrub|censor)_?\w*(?:api_?key|token|secret|password|credential|sensitive|log|header)\w*)/i;

/**
 * Evidence that the project keeps secrets out of its logs: the options of well-known libraries, and functions whose
 * names say so. The first of each kind in each file.
 */
export function redactionIn({ files }: CheckContext): Redaction[] {
  const found: Redaction[] = [];
  for (const path of files.paths) {
    const isCode = languageOf(path) !== undefined;
    if (!isOwnCode(path) || (!isCode && !/^(?:xml|properties|ya?ml|sh)$/.test(extensionOf(path)))) continue;
    const text = files.text(path);
    if (text !== undefined) found.push(...signsIn(path, text, isCode));
  }
  return found;
}

function* signsIn(path: string, text: string, isCode: boolean): Generator<Redaction> {
  const seen = new Set<number>();
  const at = (index: number, what: string) => ({ path, line: new LineIndex(text).lineOf(index), what });
  for (const [word, pattern, what, files] of SIGNS) {
    if (!text.includes(word) || !(files === undefined ? isCode : files.test(extensionOf(path)))) continue;
    const match = pattern.exec(text);
    if (match === null || seen.has(match.index) || isCommented(text, match.index)) continue;
    seen.add(match.index);
    yield at(match.index, what);
  }
  const own = isCode && QUICK_OWN.test(text) ? OWN.exec(text) : null;
  if (own !== null && !isCommented(text, own.index)) yield at(own.index, `function ${own[1]?.slice(0, 60)}`);
}

const QUICK_OWN = /redact|mask|scrub|censor/i;
