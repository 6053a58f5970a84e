import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refusalOf } from '../../src/cli/node-version.ts';

test('the versions that are refused are those that package.json leaves out', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(engines).toEqual({ node: '^20.19.0 || >=22.12.0' });
});

test.each(['12.22.12', '18.20.8', '20.0.0', '20.18.3', '21.7.3', '22.0.0', '22.11.0', '', 'unknown'])(
  'Node.js %s is refused',
  (version) => {
    expect(refusalOf(version)).toBe(
      `hexhound: needs Node.js 20.19 or newer (of Node.js 22: 22.12 or newer), and this is ${version}`,
    );
  },
);

test.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.1.0', '100.0.0', '22.12.0-nightly', process.versions.node])(
  'Node.js %s is taken',
  (version) => {
    expect(refusalOf(version)).toBeUndefined();
  },
);
