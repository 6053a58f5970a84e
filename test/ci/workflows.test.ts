import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const workflows = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`);

test.each(workflows)('%s uses no action that somebody else can change', (path) => {
  const used = [...readFileSync(path, 'utf8').matchAll(/\buses: *(.*)/g)].map(([, action]) => action);
  expect(used.length).toBeGreaterThan(0);
  for (const action of used) expect(action).toMatch(/^(\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
});

test.each(workflows)('%s gives no right to all of its jobs but that to read', (path) => {
  for (const right of Object.values(parse(readFileSync(path, 'utf8')).permissions)) expect(right).toBe('read');
});

test('our own audit has nothing against them', () => {
  const args = ['audit', '.', '--no-history', '--include', '.github/**', '--include', 'action.yml', '--format', 'json'];
  const { stdout } = spawnSync(process.execPath, ['dist/js/cli.js', ...args], { encoding: 'utf8' });
  const { lines }: { lines: { id: string; evidence: object[] }[] } = JSON.parse(stdout);
  expect(lines.find(({ id }) => id === 'ci')?.evidence).toEqual([]);
});

test.each(['bug', 'false-positive', 'missed-secret'])(
  'the form %s warns of pasting a secret, and has one confirm it',
  (name) => {
    const { body } = parse(readFileSync(`.github/ISSUE_TEMPLATE/${name}.yml`, 'utf8'));
    expect(body[0].attributes.value).toMatch(/Never paste (a|the) real secret/);
    expect(body.at(-1).attributes.options[0]).toMatchObject({
      label: expect.stringContaining('No real secret'),
      required: true,
    });
  },
);
