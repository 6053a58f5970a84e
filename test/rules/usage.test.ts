import { expect, test } from 'vitest';
import { compileCalls, compileCommands, UsageError } from '../../src/rules/usage.ts';
import { alnumKey } from '../helpers/keys.ts';

const SECRET = alnumKey('usage', 14);

/** What the pattern of the first keyword finds that stands in the text. */
function find(patterns: ReturnType<typeof compileCommands>, text: string): string | undefined {
  for (const { keywords, pattern } of patterns) {
    const at = keywords.map((keyword) => text.toLowerCase().indexOf(keyword)).find((start) => start >= 0);
    if (at !== undefined) return new RegExp(pattern).exec(text.slice(Math.max(0, at - 1)))?.groups?.secret;
  }
  return undefined;
}

const mysql = compileCommands(['mysql|mysqldump ... -pSECRET', 'sshpass -p SECRET', 'curl ... -u|--user USER:SECRET']);

test.each([
  `mysql -u root -p${SECRET} app`,
  `/usr/bin/mysqldump --host db -p${SECRET} | gzip`,
  `mysql -h db \\\n  -u root \\\n  -p${SECRET}\n`,
  `["mysql", "-u", "root", "-p${SECRET}"]`,
  `sshpass -p ${SECRET} ssh a`,
  `sshpass -p '${SECRET}' ssh a`,
  `sshpass -p "${SECRET}"; ls`,
  `['sshpass', '-p', '${SECRET}', 'ssh']`,
  `sh -c "sshpass -p ${SECRET} ssh a"`,
  `"C:\\Program Files\\MySQL\\bin\\mysql.exe" -u root -p${SECRET} app`,
  `mysql.exe -u root ^\r\n  -p${SECRET} ^\r\n  app`,
  `& 'C:\\tools\\sshpass.exe' -p '${SECRET}' ssh a`,
  `"/usr/bin/curl" -u bob:${SECRET} https://acme.io`,
  `Start-Process -FilePath "C:\\curl.exe" -ArgumentList "-u bob:${SECRET} https://acme.io"`,
  `exec("\\"C:\\\\mysqldump.exe\\" -u root -p${SECRET} app")`,
  `$(sshpass -p ${SECRET} ssh a)`.replace(' ssh a', ''),
  `curl -s --user=bob:${SECRET} https://acme.io`,
  `curl -s -u "bob:${SECRET}" https://acme.io`,
  `curl -H "A: b&c" -u :${SECRET} https://acme.io`,
])('a command: %s', (text) => {
  expect(find(mysql, text)).toBe(SECRET);
});

test.each([
  `curl https://acme.io/v1/x -u bob:${SECRET}`,
  `curl "https://acme.io/v1/x?a=1" --user "bob:${SECRET}" -d y`,
  `curl $URL -ubob:${SECRET}`,
])('a URL before the secret: %s', (text) => {
  expect(find(compileCommands(['curl HTTP -u|--user USER:SECRET', 'curl HTTP -uUSER:SECRET']), text)).toBe(SECRET);
});

test.each([
  [`curl -u ${SECRET}: https://acme.io`, SECRET],
  [`curl -X GET -u "${SECRET}:x" https://acme.io`, SECRET],
  [`["curl", "-u", "${SECRET}:", url]`, SECRET],
  [`curl -u ${SECRET}:password1 https://acme.io`, undefined],
  [`curl -u $KEY: https://acme.io`, undefined],
])('a key in the place of a user: %s', (text, found) => {
  expect(find(compileCommands(['curl ... -u|--user SECRET:']), text)).toBe(found);
});

test('strings hold what would end a word', () => {
  expect(find(mysql, `sshpass -p '${SECRET} a&b;$c' ssh`)).toBe(`${SECRET} a&b;$c`);
  expect(find(mysql, `curl -s -u 'bob:${SECRET}&|;' x`)).toBe(`${SECRET}&|;`);
  expect(find(mysql, `sshpass -p ${SECRET}\\!\\& ssh`)).toBe(`${SECRET}\\!\\&`);
});

test.each([
  `mysql -u root -p ${SECRET}`,
  `mysql -u root; mkdir -p${SECRET}`,
  `mysql -u root\nmkdir -p${SECRET}`,
  `mysql -u root --tmp-p${SECRET}`,
  `sshpass -p "$${SECRET}" ssh a`,
  `sshpass -p $(cat ${SECRET}) ssh a`,
  `sshpass -p <${SECRET}> ssh a`,
  `sshpass -p ${SECRET}$SUFFIX ssh a`,
  `xsshpass -p ${SECRET} ssh a`,
  `curl -s -u bob https://acme.io:${SECRET}`,
  `curl -s -u {bob:${SECRET}} https://acme.io`,
])('not in: %s', (text) => {
  expect(find(mysql, text)).toBeUndefined();
});

test('the program alone is no keyword where options follow', () => {
  expect(mysql.flatMap(({ keywords }) => keywords).join(' | ')).toBe(
    [
      `mysql - | mysqldump - | mysql" - | mysqldump" -`,
      `mysql", | mysql', | mysql.exe | mysqldump", | mysqldump', | mysqldump.exe`,
      `sshpass -p | sshpass" -p | sshpass", | sshpass', | sshpass.exe`,
      `curl - | curl" - | curl", | curl', | curl.exe`,
    ].join(' | '),
  );
});

const calls = compileCalls(['login|signIn(USER, SECRET)', 'auth = (USER, SECRET)', 'Fernet(SECRET)']);

test.each([
  `server.login("bob", "${SECRET}")`,
  `client.login(user, '${SECRET}')`,
  `client.login(\n  settings.get("user"),\n  "${SECRET}",\n)`,
  `login("a, b", @"${SECRET}");`,
  `s.signIn(\`bob\`, \`${SECRET}\`)`,
  `auth = ("bob", "${SECRET}")`,
  `Fernet(b"${SECRET}")`,
  `Fernet(Encoding.UTF8.GetBytes("${SECRET}"))`,
  `Fernet("${SECRET}".encode())`,
])('a call: %s', (text) => {
  expect(find(calls, text)).toBe(SECRET);
});

test.each([
  `server.login("${SECRET}")`,
  `server.login("bob", ${SECRET})`,
  `server.login("bob", f"${SECRET}")`,
  `server.login("bob", "${SECRET}" + salt)`,
  `server.login("bob", "${SECRET}": 1)`,
  `server.relogin("bob", "${SECRET}")`,
])('not in the call: %s', (text) => {
  expect(find(calls, text)).toBeUndefined();
});

test.each(['mysql ... -p', 'mysql ... SECRET -h', 'mysql'])('no command: %s', (line) => {
  expect(() => compileCommands([line])).toThrow(UsageError);
});

test.each(['login(USER, PASSWORD)', 'SECRET', 'login[SECRET]'])('no call: %s', (line) => {
  expect(() => compileCalls([line])).toThrow(UsageError);
});
