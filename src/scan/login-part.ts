import type { Finding, Part } from '../model/finding.ts';
import { Secret } from '../model/secret.ts';

/** Marks around a masked secret, and a user in a literal. */
const MASKED = String.raw`[bu@]?["'\x60]?\*{4}`;
const NAME = String.raw`[\w.+%-]{1,64}(?:@[\w.-]{1,64})?`;
/** Where the user stands in the line of a password: in a URL, before it in a call, under a name of its own, before a colon. */
const USERS = [
  String.raw`:\/\/(?<user>${NAME}):\*{4}`,
  String.raw`["'\x60](?<user>${NAME})["'\x60],\s{0,8}${MASKED}`,
  String.raw`\b(?:user(?:_?name)?|user[ ]id|uid|login|usr)["'\x60]?(?:\s{0,4}(?:=>?|:)\s{0,4}|[ ])["'\x60]?(?<user>${NAME})["'\x60]?[\s,;&][^\n]{0,80}?${MASKED}`,
  String.raw`(?:^|[\s"'\x60=])(?<user>${NAME}):${MASKED}`,
].map((form) => new RegExp(form, 'i'));

/** Words that name a field, and stand before a colon as users do; and a variable, as in `env('MAIL_SALT', '****')`. */
const FIELD = /pass|pw|secret|token|key|auth|bearer|basic|cred/i;
const VARIABLE = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/;

/** Rules whose secrets are passwords of users. */
const PASSWORDS: ReadonlySet<string> = new Set([
  'generic-secret',
  'login-call-password',
  'login-userpwd',
  'login-in-text',
  'connection-string',
  'basic-auth-url',
  'go-mysql-dsn',
  'netrc-password',
  'command-password',
]);

/** Adds to a password's finding the user that stands in its line: the two sign in together. The line is told of with its secrets masked. */
export function withUser(finding: Finding): Finding {
  const { rule, secret, parts = [], occurrences } = finding;
  if (secret === undefined || parts.length > 0 || !PASSWORDS.has(rule.id)) return finding;
  for (const { excerpt = '' } of occurrences) {
    const user = USERS.map((form) => form.exec(excerpt)?.groups?.user).find(
      (one) => one !== undefined && !FIELD.test(one) && !VARIABLE.test(one),
    );
    if (user === undefined) continue;
    const part: Part = { name: 'user', secret: new Secret(user), isShown: true };
    return { ...finding, parts: [part] };
  }
  return finding;
}
