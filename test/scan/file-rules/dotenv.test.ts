import { expect, test } from 'vitest';
import { type DotenvInspection, inspectDotenv } from '../../../src/scan/file-rules/dotenv.ts';
import { hexKey } from '../../helpers/keys.ts';

const key = hexKey('inspected');

function inspect(path: string, text: string): DotenvInspection {
  const inspection = inspectDotenv(path, Buffer.from(text));
  if (inspection === undefined) throw new Error(`${path} was not taken for a .env file`);
  return inspection;
}

test('says which variables hold what, and never a value', () => {
  const inspection = inspect('.env', `PORT=3000\nexport API_KEY=${key}\nDB_PASSWORD=walrus-in-june\n`);
  expect(inspection).toEqual({
    kind: 'real',
    variables: [
      { name: 'API_KEY', holding: 'random', line: 2, column: 8 },
      { name: 'DB_PASSWORD', holding: 'chosen', line: 3, column: 1 },
    ],
  });
  expect(JSON.stringify(inspection)).not.toContain(key);
});

test('has nothing to say about other files', () => {
  expect(inspectDotenv('src/env.ts', Buffer.from(`API_KEY=${key}`))).toBeUndefined();
});

test('reads a byte order mark and what PowerShell writes', () => {
  const expected = [{ name: 'API_KEY', holding: 'random', line: 1, column: 1 }];
  expect(inspect('.env', `\ufeffAPI_KEY=${key}\r\n`).variables).toEqual(expected);
  const utf16 = Buffer.from(`\ufeffAPI_KEY=${key}\r\n`, 'utf16le');
  expect(inspectDotenv('.env', utf16)?.variables).toEqual(expected);
});
