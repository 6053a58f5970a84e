import { expect, test } from 'vitest';
import { measure } from './measure.ts';

const shell = (script: string) => ({ file: 'sh', arguments: ['-c', script] });
const BUSY = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';

test('the exit code and what stands on stderr come back', async () => {
  const { code, stderr, late } = await measure(shell('echo oh >&2; exit 42'), 60);
  expect({ code, stderr, late }).toEqual({ code: 42, stderr: 'oh\n', late: false });
});

test('CPU time is that of children too', async () => {
  const alone = await measure(shell(BUSY), 60);
  const children = await measure(shell(`(${BUSY}) & (${BUSY}) & (${BUSY}) & (${BUSY}) & wait`), 60);
  expect(alone.cpu).toBeGreaterThan(0);
  expect(children.cpu / alone.cpu).toBeGreaterThan(2);
});

// Without /proc nobody knows of a child that nobody waits for, nor of its memory.
if (process.platform === 'linux') {
  test('a child that is killed and never waited for counts', async () => {
    const { wall, cpu } = await measure(shell('while :; do :; done & sleep 1; kill -9 $!'), 60);
    expect(cpu).toBeGreaterThan(0.1);
    expect(cpu).toBeLessThan(wall);
  });

  test('memory is the sum over all processes', async () => {
    const hold = `'${process.execPath}' -e 'const held = Buffer.alloc(60e6, 1); setTimeout(() => held, 500)'`;
    const one = await measure(shell(hold), 60);
    const two = await measure(shell(`${hold} & ${hold} & wait`), 60);
    expect(one.memory?.own).toBeGreaterThan(60e6);
    expect(two.memory?.own).toBeGreaterThan(120e6);
    expect(one.memory?.total).toBeGreaterThan(one.memory?.own ?? 0);
  });
}

test('what takes longer than the limit is ended, its children too', async () => {
  const { late, wall } = await measure(shell('sleep 100 & sleep 100; echo over'), 0.3);
  expect(late).toBe(true);
  expect(wall).toBeLessThan(50);
});
