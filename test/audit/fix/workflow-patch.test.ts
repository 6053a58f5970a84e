import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workflowPatch } from '../../../src/audit/fix/workflow-patch.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository } from '../../helpers/repository.ts';

const PATH = '.github/workflows/ci.yml';

function literalsIn(text: string, names: readonly string[]) {
  return names.map((name) => {
    const from = text.indexOf(': ', text.indexOf(name)) + 2;
    return { name, from, to: text.indexOf('\n', from) < 0 ? text.length : text.indexOf('\n', from) };
  });
}

test('git can apply the patch, and only literals change', () => {
  const lines = fc.array(fc.constantFrom('# a comment', 'steps:', "  it's: fine", '', '  tab:\there'), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(lines, { minLength: 1, maxLength: 4 }), fc.boolean(), (parts, ends) => {
      const names = parts.map((_, index) => `KEY_${index}`);
      const text = parts
        .flatMap((part, index) => [...part, `  KEY_${index}: '${hexKey(`patch ${index}`)}'`])
        .join('\n');
      const whole = ends ? `${text}\n` : text;
      const patch = workflowPatch([{ path: PATH, text: whole, literals: literalsIn(whole, names) }]);
      const repository = createRepository().write(PATH, whole);
      repository.commit('first');
      repository.gitWith({ input: patch?.text ?? '' }, 'apply', '--whitespace=nowarn', '-');
      const expected = names.reduce(
        (all, name, index) => all.replace(`'${hexKey(`patch ${index}`)}'`, `\${{ secrets.${name} }}`),
        whole,
      );
      expect(readFileSync(join(repository.path, PATH), 'utf8')).toBe(expected);
      expect(patch?.names).toEqual(names.toReversed());
    }),
    { numRuns: 15 },
  );
});

test("names of secrets follow GitHub's rules", () => {
  const text = 'github_token: x\n2captcha-key: y\nfirst.key: z\n';
  const names = ['github_token', '2captcha-key', 'first.key'];
  const patch = workflowPatch([{ path: PATH, text, literals: literalsIn(text, names) }]);
  expect(patch?.names.toSorted()).toEqual(['FIRST_KEY', 'SECRET_2CAPTCHA_KEY', 'SECRET_GITHUB_TOKEN']);
});

test('literals on several lines are not replaced', () => {
  const text = 'a: |\n  b\n';
  expect(workflowPatch([{ path: PATH, text, literals: [{ name: 'a', from: 3, to: 8 }] }])).toBeUndefined();
  expect(workflowPatch([{ path: 'a"b.yml', text: 'a: b', literals: [{ name: 'a', from: 3, to: 4 }] }])).toBeUndefined();
});
