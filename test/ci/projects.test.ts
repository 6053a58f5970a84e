import { readdirSync, readFileSync } from 'node:fs';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';

/** What starts a program or a server. */
const STARTS =
  /\bcreateRepository\b|from '(node:(child_process|https?|net|tls|worker_threads)|.*\/(exec-file|install-package)\.ts)'/;

const all = readdirSync('test', { recursive: true, encoding: 'utf8' }).map(
  (path) => `test/${path.replaceAll('\\', '/')}`,
);

const projects = (config.test?.projects ?? []).map((project) => {
  if (typeof project !== 'object' || !('test' in project)) throw new Error('a project is not written out');
  const { name, include = [], exclude = [] } = project.test ?? {};
  return { name, files: all.filter((path) => picomatch.isMatch(path, [...include], { ignore: [...exclude] })) };
});

test('every test is in one project', () => {
  const inProjects = projects.flatMap(({ files }) => files);
  expect(inProjects.toSorted()).toEqual(all.filter((path) => path.endsWith('.test.ts')).toSorted());
});

test('a test of one unit starts no programs and no servers', () => {
  const units = projects.find(({ name }) => name === 'unit')?.files ?? [];
  expect(units.length).toBeGreaterThan(50);
  expect(units.filter((path) => STARTS.test(readFileSync(path, 'utf8')))).toEqual([]);
});
