import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callHook, inPath, localHook, withHook, withoutHook } from '../../src/setup/shell-hook.ts';

const SHOWN = { shown: '.git/hooks/pre-commit' };
const BODY = ['hexhound staged || exit $?'];
const BLOCK = '# >>> hexhound >>>\nhexhound staged || exit $?\n# <<< hexhound <<<\n';

test('a hook that is not there is made', () => {
  expect(withHook('pre-commit', undefined, BODY, SHOWN)).toBe(BLOCK);
  expect(withHook('pre-commit', '\n', BODY, { ...SHOWN, shebang: '#!/bin/sh' })).toBe(`#!/bin/sh\n${BLOCK}`);
});

test.each([
  ['at the top', 'npx lint-staged\n', `${BLOCK}npx lint-staged\n`],
  ['below the shebang', '#!/bin/sh\nexit 0\n', `#!/bin/sh\n${BLOCK}exit 0\n`],
  ['above an exec', '#!/usr/bin/env bash\nexec run "$@"\n', `#!/usr/bin/env bash\n${BLOCK}exec run "$@"\n`],
  [
    'below the settings of the script, comments staying with what they are about',
    '#!/bin/sh\n# All checks.\nset -e\n\n# Lint.\nlint\n',
    `#!/bin/sh\n# All checks.\nset -e\n${BLOCK}\n# Lint.\nlint\n`,
  ],
  [
    'below the line that starts the script anew in husky 8',
    '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpm test\n',
    `#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n${BLOCK}\nnpm test\n`,
  ],
])('an existing hook is extended %s', (_where, before, after) => {
  expect(withHook('pre-commit', before, BODY, SHOWN)).toBe(after);
  expect(withHook('pre-commit', after, BODY, SHOWN)).toBe(after);
  expect(withoutHook(after, SHOWN.shown)).toBe(before);
});

test('an older block of ours is replaced', () => {
  const old = withHook('pre-commit', '#!/bin/sh\nlint\n', ['npx hexhound staged --old'], SHOWN);
  expect(withHook('pre-commit', old, BODY, SHOWN)).toBe(`#!/bin/sh\n${BLOCK}lint\n`);
});

test('a hook that runs hexhound by itself is left alone', () => {
  expect(withHook('pre-commit', '#!/bin/sh\nnpx hexhound staged\n', BODY, SHOWN)).toBeUndefined();
});

test.each(['#!/usr/bin/env python3\nprint()\n', '#!/usr/bin/env node\n', '\x7fELF\0\0'])('%j is refused', (before) => {
  expect(() => withHook('pre-commit', before, BODY, SHOWN)).toThrow(
    'is no shell script that could be extended: have it run "hexhound staged" and stop where that fails',
  );
});

test('taking it out again restores any script', () => {
  const line = fc.constantFrom('#!/bin/sh', '', '# why', 'set -e', 'exec lint', 'exit 0', '  if x; then', '\tfi');
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const before = `${['lint', ...lines].join('\n')}\n`;
      expect(withoutHook(withHook('pre-commit', before, BODY, SHOWN) ?? '', SHOWN.shown)).toBe(before);
    }),
  );
});

test('a hook with nothing else in it goes', () => {
  expect(
    withoutHook(withHook('pre-commit', undefined, BODY, { ...SHOWN, shebang: '#!/bin/sh' }) ?? '', SHOWN.shown),
  ).toBeUndefined();
  expect(withoutHook('#!/bin/sh\n', SHOWN.shown)).toBe('#!/bin/sh\n');
});

test('folders with any name can be searched', () => {
  const hook = localHook('pre-commit', { searchPath: ["/it's/a b", '/$HOME/`x`'], own: undefined });
  const script = [...hook.slice(0, 2), 'printf %s "$PATH"'].join('\n');
  const path = execFileSync('/bin/sh', ['-c', script], { env: { PATH: '/usr/bin' }, encoding: 'utf8' });
  expect(path).toBe("/usr/bin:/it's/a b:/$HOME/`x`");
});

test('paths of Windows are written as the shell of git there reads them', () => {
  expect(inPath('C:\\Program Files\\nodejs')).toBe('/c/Program Files/nodejs');
  const own = { node: 'C:\\Program Files\\nodejs\\node.exe', program: 'D:\\x\\bin.js' };
  const hook = localHook('commit-msg', { searchPath: ['D:\\nvm'], own });
  expect(hook).toContain('PATH="$PATH":\'/d/nvm\'');
  expect(hook).toContain("      'C:/Program Files/nodejs/node.exe' 'D:/x/bin.js' \"$@\"");
});

test('what comes after it in a pre-push hook reads the same refs', () => {
  const script = withHook(
    'pre-push',
    '#!/bin/sh\nread -r first; printf "after: %s\\n" "$first"; cat\n',
    callHook('pre-push', 'scan'),
    SHOWN,
  );
  const scan = 'scan() { echo "scan $*"; cat; }\n';
  const run = (input: string) =>
    execFileSync('/bin/sh', ['-c', `${scan}${script}`, 'pre-push', 'origin', 'a url'], { input, encoding: 'utf8' });
  const lines = 'HEAD^{/a \\n $x `y`} 1 refs/heads/a 2\nb 3 refs/heads/b 4';
  expect(run(`${lines}\n`)).toBe(`scan push origin a url\n${lines}\nafter: ${lines}\n`);
});
