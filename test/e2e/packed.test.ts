import { expect, test } from 'vitest';
import { fill } from '../../src/rules/generate.ts';
import { scanLooseAndPacked } from '../helpers/history.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository } from '../helpers/repository.ts';
import { scanWith } from '../helpers/scan.ts';

const KEY = hexKey('in pieces');
const TOKEN = fill('{{github:ghp_}}', 'escaped');
const ESCAPED = Buffer.from(TOKEN).toString('hex').replace(/../g, '\\x$&');
const SOURCE = `CAPTCHAAI_API_KEY = (\n    "${KEY.slice(0, 16)}"\n    "${KEY.slice(16)}"\n)\nuse("${ESCAPED}")\n`;
/** Much that later versions do not change. */
const FILLER = Array.from({ length: 60 }, (_, at) => `line_${at} = ${at}\n`).join('');

test('a key in pieces and an escaped token are found in files, in the index and in a history, at the same places', async () => {
  const repository = createRepository();
  repository.write('a.py', FILLER).commit('base');
  repository.write('a.py', FILLER + SOURCE).git('add', 'a.py');
  const expected = [['a.py:62'], ['a.py:65']];
  for (const command of ['scan', 'staged']) {
    const { report, places } = await scanWith(command, repository.path);
    expect([places(KEY), places(TOKEN)], command).toEqual(expected);
    expect(report.findings.map(({ rule }) => rule).sort()).toEqual(['captchaai-api-key', 'github-pat']);
  }

  repository.commit('secrets');
  repository.write('a.py', `# new\n${FILLER}# between\n${SOURCE}`).commit('moved');
  repository.write('a.py', FILLER).commit('removed');
  const { places, report } = await scanLooseAndPacked(repository);
  expect([places(KEY), places(TOKEN)]).toEqual([
    ['a.py:62', 'a.py:64'],
    ['a.py:65', 'a.py:67'],
  ]);
  expect(report.findings).toHaveLength(2);
});
