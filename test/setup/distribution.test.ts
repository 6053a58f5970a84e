import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const action = parse(readFileSync('action.yml', 'utf8'));

test('the action and the documents name the version that they came with', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(action.inputs.version.default).toBe(version);
  for (const [file, place] of [
    ['README.md', /(?<=hexhound@v?)\d[\w.-]*/g],
    ['docs/ci.md', /(?<=hexhound(?:@v?|\/v))\d[\w.-]*/g],
    ['docs/ci/gitlab.yml', /(?<=HEXHOUND_VERSION: )\d[\w.-]*/g],
    ['docs/reports.md', /(?<=hexhound@)\d[\w.-]*/g],
  ] as const) {
    const named = readFileSync(file, 'utf8').match(place) ?? [];
    expect([file, [...new Set(named)]]).toEqual([file, [version]]);
  }
});

test('nothing from outside is written into the text of a script', () => {
  const scripts = (action.runs.steps as { run?: string }[]).flatMap(({ run }) => run ?? []);
  expect(scripts).toHaveLength(1);
  expect(scripts[0]).not.toContain('${{');
});

test('the action uses no action that somebody else can change', () => {
  const used = [...readFileSync('action.yml', 'utf8').matchAll(/\buses: *(.*)/g)].map(([, name]) => name);
  expect(used).toHaveLength(3);
  for (const name of used) expect(name).toMatch(/^[\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('the hook for pre-commit reads the index and is never skipped', () => {
  expect(parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))).toEqual([
    {
      id: 'hexhound',
      name: 'Detect secrets in staged changes',
      description: expect.any(String),
      entry: 'hexhound staged',
      language: 'node',
      pass_filenames: false,
      always_run: true,
      stages: ['pre-commit', 'pre-merge-commit', 'manual'],
      minimum_pre_commit_version: '3.2.0',
    },
    expect.objectContaining({ id: 'hexhound-commit-msg', entry: 'hexhound commit-msg', stages: ['commit-msg'] }),
    expect.objectContaining({ id: 'hexhound-push', entry: 'hexhound push', pass_filenames: false, always_run: true }),
  ]);
});
