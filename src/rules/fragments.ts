/** The same as in src/kernel/assembly/escapes.ts. */
const ESCAPE = String.raw`\\[nrtabfve0E]|\\[0-3][0-7][0-7]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|%[0-9A-Fa-f]{2}|%25[0-9A-Fa-f]{2}`;

/**
 * Parts of patterns, written `{{name}}` in them. They are bounded, and do not begin with anything that the part before them
 * could match: that would make the expression backtrack.
 */
const FRAGMENTS: Readonly<Record<string, string>> = {
  /**
   * The text between a name and its value: `": "`, ` = '`, `">`, `" value="`, `: &str = "`, `', '`, `=`, ` `.
   * The name must end before it, so that `key` does not match in `keyboard`. There may be a line break only before a quoted
   * value: after `NAME=`, the next line is another setting.
   */
  assign: [
    '(?![A-Za-z0-9_])(?:',
    // The end of a quoted or indexed name, with the backslash of JSON within a string; blanks.
    String.raw`(?:\\?["'\x60])?[\])}]?[ \t]{0,16}`,
    // A type: `: string =`, `: str | None =`, `: &'static str =`, Go's ` string =`.
    String.raw`(?::?[ \t]{0,2}(?:&(?:'static )?str|[Ss]tr(?:ing)?\??(?: \| None)?)[ \t]{0,2}(?==))?`,
    // An operator. After a comma or parenthesis an unquoted word is another argument, not a value.
    String.raw`(?:(?:[:?|]?=>?|\|\|?|\?\?|\?:|:-|[:>]|or(?=[ \t]))(?:[ \t]{0,8}|\s{1,12}(?=\\?["'\x60]))|[,(](?:\s{0,8}|[ \t]{9,16})(?=\\?["'\x60]))`,
    // A pair of name and value: `", "value": "`, `" value="`.
    String.raw`|(?:\\?["'\x60])?,?\s{0,12}(?:\\?["'])?value(?:\\?["'])?\s?[=:]\s{0,2}`,
    // A blank: flags, `#define`, Dockerfiles, prose.
    String.raw`|\x60?[ \t]{1,4}(?:(?:to|is:?)[ \t])?`,
    String.raw`)(?:\\?["'\x60])?`,
  ].join(''),
  /**
   * Goes before a value, and refuses placeholders: variables, format strings, "your key here", and the usual passwords of
   * manuals. For patterns with the flag `i`.
   */
  real: [
    '(?!',
    [
      // $VAR ${VAR} <password> {password} #{...} [password] (...) *** ... :name @name
      '[$<{#[*.(:@]',
      // Code: secret.value, os.environ[...], getPassword(...)
      String.raw`[a-z_][\w.]{0,80}[[(]`,
      // %s %(password)s %PASSWORD%, but not the percent-encoded %40.
      '%(?![0-9a-f]{2})|%[a-z_]{2,40}%',
      '(?:your|my|the|some|enter|insert|change|replace|put|set|super)[ _.-]?(?:own[ _-])?(?:[a-z]{0,8}[ _-]?)(?:pass|pwd|pw|secret|token|key|cred)',
      String.raw`[\w-]{0,16}(?:your_|your-|example|dummy|sample|placeholder|redacted|changeme|changeit|change_me|change-me|foobar|xxxx|todo)`,
      String.raw`(?:[a-z]{2,8}_?)?(?:password|passwd|passw0rd|passphrase|pass|pwd|pw|secret|token|key)\d{0,4}(?![A-Za-z0-9_])`,
      String.raw`(?:root|admin|user|username|guest|test|testing|postgres|mysql|mongo|redis|rabbitmq|null|none|undefined|nil|true|false|string|env|process|secure|docker|default|demo|foo|bar|baz|letmein|qwerty|hunter2|12345\d{0,5}|abc123?)\d{0,4}(?![A-Za-z0-9_])`,
    ].join('|'),
    ')',
  ].join(''),
  /**
   * The beginning of a word: no letter, digit or underscore before it, unless an escape ends there, and no hyphen that
   * follows one of these. (Control sequences are taken out before: src/syntax/control-sequences.ts.)
   */
  begin: `(?:(?<![A-Za-z0-9_])|(?<=${ESCAPE}))(?<![A-Za-z0-9]-)`,
  /** A UUID in lower case (RFC 9562), of any version. */
  uuid: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  /** Behind an escape of a string literal or a URL: `\n`, `%3D`. */
  escaped: `(?<=${ESCAPE})`,
  /** Between the first line of a PEM block and its body: a line break in any spelling, quotes, comment signs. */
  'pem-gap': String.raw`(?:[^A-Za-z0-9-]|\\[nr]|&#1[03];|&#x[AaDd];|%0[AaDd]){0,40}`,
  /** A character of the body, or between its lines. */
  'pem-body': String.raw`[A-Za-z0-9+/=\s\\"',;:.()#*>&%_-]`,
};

/**
 * Replaces every `{{name}}` in a pattern.
 * @returns the pattern, and the first unknown name
 */
export function expandFragments(pattern: string): { pattern: string; unknown?: string } {
  let unknown: string | undefined;
  const expanded = pattern.replaceAll(/\{\{([^{}]*)\}\}/g, (whole, name: string) => {
    const fragment = Object.hasOwn(FRAGMENTS, name) ? FRAGMENTS[name] : undefined;
    if (fragment === undefined) unknown ??= name;
    return fragment ?? whole;
  });
  return unknown === undefined ? { pattern: expanded } : { pattern: expanded, unknown };
}
