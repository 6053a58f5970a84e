import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, expect, type RunnerTestSuite } from 'vitest';
import type { Outcome } from './io.ts';

/**
 * Compares texts with the files of a folder. `UPDATE_GOLDEN=1` writes the files instead, for a look at the difference.
 * A file that no test compares with is an error, unless only some of the tests ran.
 * @param folder its URL, with a slash at the end; of one test file only
 */
export function goldenFolder(folder: URL): (name: string, text: string) => void {
  const isUpdate = process.env.UPDATE_GOLDEN === '1';
  const used = new Set<string>();
  // biome-ignore lint/correctness/noEmptyPattern: Vitest takes the context as an object pattern only.
  afterAll(({}, suite) => {
    if (!hasRunWhole(suite)) return;
    const unused = readdirSync(folder).filter((name) => !used.has(name));
    if (isUpdate) for (const name of unused) rmSync(new URL(name, folder));
    else expect(unused, 'golden files that no test uses').toEqual([]);
  });
  return (name, text) => {
    used.add(name);
    const file = new URL(name, folder);
    if (isUpdate) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text);
    }
    expect(text).toBe(readFileSync(file, 'utf8'));
  };
}

function hasRunWhole({ tasks }: Pick<RunnerTestSuite, 'tasks'>): boolean {
  return tasks.every((task) => (task.type === 'suite' ? hasRunWhole(task) : task.result?.state === 'pass'));
}

/**
 * One run of a command as a terminal shows it, and then what a terminal does not: which part is standard error, and
 * the exit code.
 */
export function transcript(command: string, { code, stdout, stderr }: Outcome): string {
  const errors = stderr === '' ? '' : `[standard error]\n${endLine(stderr)}`;
  return `$ hexhound ${command}\n${endLine(stdout)}${errors}[exit code ${code}]\n`;
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/**
 * A text with stable words in place of what differs from run to run or from release to release: times, today, ports, our
 * version, and what a test names.
 * @param varying what stands in the text, by the word to put in its place
 */
export function stable(text: string, varying: Readonly<Record<string, string>> = {}): string {
  const named = Object.entries(varying).reduce((rest, [word, value]) => rest.replaceAll(value, `<${word}>`), text);
  const today = new Date().toISOString().slice(0, 10);
  return named
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(today, '<today>')
    .replaceAll(`hexhound@${__VERSION__}`, 'hexhound@<version>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>');
}
