import { relative } from 'node:path';
import { build } from 'rolldown';
import { expect, test } from 'vitest';

test('the runtime stands on the model and on compiled rules, and on no package', async () => {
  const { output } = await build({
    input: 'src/runtime/index.ts',
    platform: 'neutral',
    output: { codeSplitting: false },
    write: false,
    logLevel: 'silent',
  });
  const [{ imports, dynamicImports, moduleIds }] = output;
  const others = moduleIds.map((id) => relative('src', id)).filter((id) => !id.startsWith('runtime/'));
  expect(others.filter((id) => !/^(?:model\/|rules\/verifiers\/generated\.ts$)/.test(id))).toEqual([]);
  expect([...imports, ...dynamicImports]).toEqual([]);
});
