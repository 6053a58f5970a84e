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

interface Sign {
  /** Every file with the sign contains it: tested before the pattern. */
  readonly word: string;
  readonly pattern: RegExp;
  readonly what: string;
  /** Extensions; if absent, those of code. */
  readonly files?: RegExp;
}

const SIGNS: readonly Sign[] = [
  {
    word: 'hexhound/runtime',
    pattern: /createRedactor|redactConsole|redactingStream|patchConsole|redact\w*/,
    what: 'redactor of hexhound/runtime',
  },
  { word: 'redact', pattern: /\bredact\s*:\s*(?:\[|\{|['"`\w])/, what: 'redact option of the logger' },
  {
    word: 'redact',
    pattern: /\b(?:fast-redact|redact-pii|@pinojs\/redact|slog-redact|logredact|log_redactor)\b/,
    what: 'package that redacts',
  },
  {
    word: 'winston',
    pattern: /format\s*\(\s*(?:\([^()\n]{0,60}\)|\w+)\s*=>[^;]{0,400}?(?:redact|mask|\*{3})/i,
    what: 'format of winston that masks',
  },
  {
    word: 'logging.Filter',
    pattern: /class\s+\w+\s*\(\s*logging\.Filter\s*\)\s*:[\s\S]{0,1500}?(?:redact|mask|\*{3}|sub\()/i,
    what: 'logging.Filter that masks',
  },
  {
    word: 'logging.Formatter',
    pattern: /class\s+\w*(?:Redact|Mask|Sanitiz|Scrub|Sensitive)\w*\s*\(\s*logging\.Formatter\s*\)/i,
    what: 'logging.Formatter that masks',
  },
  {
    word: 'structlog',
    pattern: /def\s+\w*(?:redact|mask|censor|scrub|sanitiz)\w*\s*\(\s*(?:_?logger|_+)\b/i,
    what: 'processor of structlog that masks',
  },
  {
    word: 'beforeSend',
    pattern: /\bbeforeSend(?:Transaction)?\b[\s\S]{0,600}?(?:redact|scrub|mask|delete\s|sanitiz|filter|\[Filtered\])/i,
    what: 'beforeSend of Sentry that scrubs',
  },
  {
    word: 'before_send',
    pattern: /\bbefore_send\b[\s\S]{0,600}?(?:redact|scrub|mask|pop\(|sanitiz|filter)/i,
    what: 'before_send of Sentry that scrubs',
  },
  { word: 'EventScrubber', pattern: /\bEventScrubber\s*\(/, what: 'EventScrubber of Sentry' },
  { word: 'filter_parameters', pattern: /\bfilter_parameters\s*(?:\+=|<<|=)/, what: 'filter_parameters of Rails' },
  {
    word: 'filter_parameters',
    pattern: /config\s+:phoenix\s*,[^\n]*:filter_parameters/,
    what: 'filter_parameters of Phoenix',
  },
  {
    word: 'LogValue()',
    pattern: /\bfunc\s*\(\s*\w*\s*\*?\w+\s*\)\s*LogValue\s*\(\s*\)\s*slog\.Value/,
    what: 'slog.LogValuer that hides a value',
  },
  {
    word: 'ReplaceAttr',
    pattern: /\bReplaceAttr\s*:[\s\S]{0,600}?(?:redact|REDACT|mask|\*{3}|password|token|secret)/,
    what: 'ReplaceAttr of slog that masks',
  },
  { word: 'SecretString', pattern: /\bsecrecy::|use\s+secrecy\b/, what: 'SecretString of the crate secrecy' },
  { word: 'SecretStr', pattern: /from\s+pydantic\s+import[^\n]*\bSecretStr\b/, what: 'SecretStr of pydantic' },
  { word: 'SensitiveParameter', pattern: /#\[\\?SensitiveParameter\]/, what: 'SensitiveParameter of PHP' },
  { word: 'dontFlash', pattern: /\$dontFlash\s*=/, what: 'dontFlash of Laravel' },
  {
    word: 'Destructure',
    pattern: /\.Destructure\.(?:ByMasking|UsingAttributes|ByTransforming)|LogMasked|\[NotLogged\]/,
    what: 'masking of Serilog',
  },
  { word: 'AddRedaction', pattern: /\.AddRedaction\s*\(|EnableRedaction\s*\(/, what: 'redaction of .NET' },
  { word: 'redactHeader', pattern: /\bredactHeader\s*\(/, what: 'redactHeader of OkHttp' },
  {
    word: 'replace',
    pattern: /%(?:replace|mask)\s*\(\s*%m/,
    what: 'pattern of the log that masks',
    files: /^(?:xml|properties|ya?ml)$/,
  },
  {
    word: 'MaskingPatternLayout',
    pattern: /MaskingPatternLayout|MaskingJsonGeneratorDecorator/,
    what: 'layout of Logback that masks',
    files: /^(?:xml|java|kt)$/,
  },
  {
    word: 'add-mask',
    pattern: /::add-mask::/,
    what: 'add-mask of GitHub Actions',
    files: /^(?:ya?ml|sh|[cm]?[jt]s|py)$/,
  },
  { word: 'setSecret', pattern: /\bcore\.setSecret\s*\(/, what: 'setSecret of GitHub Actions' },
  { word: 'scrub', pattern: /scrub_?(?:data|fields|keys|patterns)\s*[:=]/i, what: 'list of fields to scrub' },
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
  for (const { word, pattern, what, files } of SIGNS) {
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
