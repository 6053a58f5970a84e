import type { Language } from './syntaxes.ts';

/** The calls that write to a terminal or a log, in one language. */
export interface Sinks {
  /** The whole callee: `console.log`, `print`. */
  readonly callee: RegExp;
  /** Statements without brackets: their arguments are the rest of the line. */
  readonly command?: ReadonlySet<string>;
  /** Macros, called with an exclamation mark. */
  readonly macros?: RegExp;
  /** A block in braces may give the text: `logger.debug { text }`. */
  readonly blocks?: true;
  /** Every file with such a call matches: a quick test of a whole file. */
  readonly quick: RegExp;
}

/** `logger`, `_log`, `requestLogger`, `LOG`, and not `blog` or `dialog`. */
const LOGGER =
  '(?:[@$_#]*|(?:.*[._$]))(?:[A-Za-z0-9]*(?:Log|Logger)|log|logger|LOG|LOGGER|logging|\\w+_log(?:ger)?|LOG_\\w+|klog|glog|slog|logrus|zlog|Timber|timber|winston|consola|signale|loguru|pino|bunyan)';
const LEVEL =
  '(?:log)?(?:debug|info|information|warn|warning|error|err|fatal|critical|trace|verbose|notice|exception|panic|print|severe|fine|silly|success|alert|emergency|log|write|writeline|msg)(?:f|ln|w|s|context|ctx)?';
/** Methods that add a field to a log entry before it is written. */
const FIELDS =
  '(?:Str|Any|Interface|Msg|Msgf|Bytes|Stringer|addKeyValue|addArgument|setMessage|log|WithField|WithFields|With|with|bind)';

/** Calls that return a logger. */
const RETURNS_LOGGER = '(?:\\.(?:V|[Ww]ith\\w*|child|[Nn]amed|[Ss]ugar|Ctx|bind|opt|get|getLogger|scope|tagged))';

const logger = new RegExp(`^${LOGGER}${RETURNS_LOGGER}{0,3}\\.(?:${caseless(LEVEL)})$`);
const fields = new RegExp(`^${LOGGER}\\.(?:(?:at)?(?:${caseless(LEVEL)})\\.(?:\\w+\\.)*)?${FIELDS}$`);

/** A pattern whose letters match in either case. */
function caseless(pattern: string): string {
  return pattern.replace(/(?<!\\|\?)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

const either = (patterns: readonly RegExp[], flags = ''): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), flags);

const QUICK_LOGGER = /log|pino|winston|consola|signale|bunyan|timber/;

const sinks = (callee: RegExp, quick: RegExp, more: Partial<Sinks> = {}): Sinks => ({
  callee: either([callee, logger, fields]),
  quick: either([quick, QUICK_LOGGER], 'i'),
  ...more,
});

export const SINKS: Readonly<Record<Language, Sinks>> = {
  javascript: sinks(
    /^(?:(?:window\.|globalThis\.)?console\.(?:log|info|warn|error|debug|trace|dir|table|group)|process\.std(?:out|err)\.write|core\.(?:info|debug|warning|notice|error))$/,
    /console|std(?:out|err)/,
  ),
  python: sinks(
    /^(?:print|pprint(?:\.pprint)?|pp|rprint|rich\.print|console\.print|(?:sys|self)\.std(?:out|err)\.write|(?:click|typer)\.s?echo|warnings\.warn)$/,
    /print|std(?:out|err)|echo|warn/,
    { command: new Set(['print']) },
  ),
  php: sinks(
    /^(?:print|printf|vprintf|var_dump|print_r|var_export|error_log|syslog|trigger_error|dump|dd|\$output\.writeln|\$this\.output\.writeln|\$this\.log\.write|\$log\.write|error|debug)$/,
    /print|echo|dump|var_export|syslog|trigger_error|\bdd\b|writeln/,
    { command: new Set(['echo', 'print']) },
  ),
  go: sinks(/^(?:fmt\.(?:Print(?:f|ln)?|Fprint(?:f|ln)?)|print(?:ln)?|spew\.Dump)$/, /fmt\.F?[Pp]rint|print|spew/),
  java: sinks(
    /^(?:System\.(?:out|err)\.(?:print(?:ln|f)?|format)|IO\.println|(?:Log|Timber)\.(?:[deivw]|wtf))$/,
    /System\.(?:out|err)|println/,
  ),
  kotlin: sinks(/^(?:print(?:ln)?|(?:Log|Timber)\.(?:[deivw]|wtf)|System\.(?:out|err)\.print(?:ln|f)?)$/, /print/, {
    blocks: true,
  }),
  scala: sinks(
    /^(?:(?:Console\.(?:out\.|err\.)?)?print(?:ln|f)?|System\.(?:out|err)\.print(?:ln|f)?|Predef\.println)$/,
    /print/,
  ),
  csharp: sinks(
    /^(?:(?:System\.)?Console\.(?:Out\.|Error\.)?Write(?:Line)?(?:Async)?|(?:(?:System\.)?Diagnostics\.)?(?:Debug|Trace)\.(?:Write(?:Line)?(?:If)?|Print|Log(?:Warning|Error|Format|Exception)?|Trace\w+)|AnsiConsole\.(?:Write|Markup)(?:Line)?|(?:UnityEngine\.)?Debug\.Log\w*|print)$/,
    /Console|Debug|Trace/,
  ),
  ruby: sinks(
    /^(?:puts|p|pp|print|warn|(?:\$std(?:out|err)|STD(?:OUT|ERR))\.(?:puts|print|write|printf))$/,
    /puts|print|\bpp?\b|warn/,
    { command: new Set(['puts', 'p', 'pp', 'print', 'warn', 'debug', 'info', 'error', 'fatal']), blocks: true },
  ),
  elixir: sinks(/^IO\.(?:puts|inspect|write)$/, /IO\.|Logger/, {
    command: new Set(['puts', 'inspect', 'write', 'debug', 'info', 'warn', 'warning', 'error']),
  }),
  rust: sinks(/^dbg$/, /print|dbg|info!|warn!|error!|debug!|trace!/, {
    macros: /^(?:e?print(?:ln)?|dbg|(?:log\.|tracing\.)?(?:log|trace|debug|info|warn|error|event))$/,
  }),
  swift: sinks(/^(?:print|debugPrint|dump|NSLog|os_log|DDLog(?:Error|Warn|Info|Debug|Verbose))$/, /print|NSLog|dump/),
  dart: sinks(/^(?:print|debugPrint|log|developer\.log|std(?:out|err)\.write(?:ln)?)$/, /print|std(?:out|err)/),
  powershell: {
    callee: /^(?:system\.)?console\.write(?:line)?$/i,
    command: new Set(
      'write-host write-output write-verbose write-information write-warning write-error write-debug echo write-log'.split(
        ' ',
      ),
    ),
    quick: /write-|echo/i,
  },
};
