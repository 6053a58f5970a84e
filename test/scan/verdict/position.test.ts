import { expect, test } from 'vitest';
import { readChain } from '../../../src/scan/verdict/name-chain.ts';
import { readPosition } from '../../../src/scan/verdict/position.ts';
import { tokenize } from '../../../src/scan/verdict/tokens.ts';

/** The links of what stands before a value, nearest first: `name<gap>`; in quotes where it was a string. */
function chainOf(left: string): string[] {
  return readChain(tokenize(left)).links.map(
    ({ name, gap, quoted }) => `${quoted ? JSON.stringify(name) : name}<${gap}>`,
  );
}

test('the chain of names before a value', () => {
  expect(chainOf('a.b["c"] = f("')).toEqual(['f<(>', '"c"<] = >', 'a.b<[>']);
  expect(chainOf('const API_KEY: string = "')).toEqual(['string< = >', 'API_KEY<: >', 'const< >']);
  expect(chainOf('curl -H "X-Api-Key: ')).toEqual(['X-Api-Key<: >', '-H< >', 'curl< >']);
  expect(chainOf("x = b'")).toEqual(['x< = >']);
  expect(chainOf('<add key="ApiKey" value="')).toEqual(['value<=>', '"ApiKey"< >', 'key<=>', 'add< >']);
});

/** Operator and name. */
const POSITIONS: readonly (readonly [left: string, position: string])[] = [
  ['API_KEY=', 'assign API_KEY'],
  ['const API_KEY: string = "', 'assign API_KEY'],
  ['private static final String KEY = "', 'assign KEY'],
  ['let key: &str = "', 'assign key'],
  ['var key string = "', 'assign key'],
  ["config['a']['b'] = '", 'assign a.b'],
  ['self.client.api_key = "', 'assign client.api_key'],
  ['Client Secret: ', 'assign Client Secret'],
  ['key:\n  ', 'assign key'],
  ['keys:\n  - one\n  - ', 'item keys'],
  ['token: one\n', 'line '],
  ['?api_key=', 'assign api_key'],
  ['details.setClientSecret("', 'call setClientSecret'],
  ['data, _ := hex.DecodeString("', 'wrapped data'],
  ["$key = pack('H*', '", 'wrapped $key'],
  ['getenv("X_KEY", "', 'argument X_KEY'],
  ['f(userId, "', 'argument f'],
  ["process.env.API_KEY || '", 'default env.API_KEY'],
  ['${API_KEY:-', 'default API_KEY'],
  ["os.environ.get('API_KEY') or '", 'default API_KEY'],
  ['func apiKey() string {\n\treturn "', 'return apiKey'],
  ['token = x\nreturn "', 'return '],
  ['<apiKey>', 'element apiKey'],
  ['<string name="api_key">', 'element api_key'],
  ['<td>API token</td><td>', 'cell token'],
  ['| API key | ', 'cell API key'],
  ['tool --token ', 'flag --token'],
  ['ENV API_KEY ', 'assign ENV API_KEY'],
  ['Set `API_KEY` to `', 'assign API_KEY'],
  ['and so the token is maybe ', 'prose token'],
  ['if key == "', 'compare key'],
  ['s:6:"apiKey";s:32:"', 'assign apiKey'],
  ['- name: API_KEY\n  value: "', 'assign API_KEY'],
  ['{"key": "nonce", "value": "', 'assign nonce'],
  ['"https://x/?key=" + "', 'concat key'],
  ['https://x.y/', 'path '],
  ['https://', 'host '],
  ['abc-', 'joined '],
  ['', 'line '],
];

test.each(POSITIONS)('%j', (left, position) => {
  const { operator, name = '' } = readPosition(readChain(tokenize(left)), '"');
  expect(`${operator} ${name}`).toBe(position);
});

test('lists belong to their name', () => {
  const left = `passwords:\n  - ${'0a'.repeat(16)}\n  - `;
  expect(readPosition(readChain(tokenize(left)), '\n')).toEqual({ operator: 'item', name: 'passwords', start: 0 });
});

test('curl takes user and password in one', () => {
  expect([
    readPosition(readChain(tokenize('curl -u me:')), ' ').operator,
    readPosition(readChain(tokenize('curl -u ')), ':').operator,
    readPosition(readChain(tokenize('curl -u ')), ' ').operator,
  ]).toEqual(['userinfo', 'userinfo', 'flag']);
});
