import { expect, test } from 'vitest';
import { parseConfig } from '../../src/scan/config/parse-config.ts';
import { openProject } from '../../src/setup/project.ts';
import { planStarterConfig, STARTER } from '../../src/setup/starter-config.ts';
import { createRepository, GIT_ENV } from '../helpers/repository.ts';

test('says nothing as it is, and something valid without its comment marks', () => {
  expect(parseConfig(STARTER, 'hexhound.yaml').form).toEqual({});
  const settings = STARTER.replace(/^# (?=(?: *(?:- )?[a-zA-Z]+:(?: |$)| +- ))/gm, '');
  expect(parseConfig(settings, 'hexhound.yaml').form).toEqual({
    minConfidence: 'medium',
    ignore: {
      paths: ['test/fixtures/'],
      values: ['documented-test-key-*'],
      fingerprints: [{ id: '0'.repeat(32), reason: 'replaced in March', expires: '2027-01-31' }],
    },
    requireReason: true,
  });
});

test('is proposed only where there is no configuration', async () => {
  const repository = createRepository();
  const open = () => openProject({ cwd: repository.path, env: GIT_ENV });
  expect(planStarterConfig(await open()).map(({ file, after }) => [file.shown, after])).toEqual([
    ['hexhound.yaml', STARTER],
  ]);
  repository.write('package.json', '{ "hexhound": {} }');
  expect(planStarterConfig(await open())).toEqual([]);
});
