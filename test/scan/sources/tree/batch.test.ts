import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULE_SET } from '../../../../src/rules/rule-set.ts';
import { FileInspector } from '../../../../src/scan/file-rules/inspector.ts';
import { fileIn } from '../../../../src/scan/sources/list-files.ts';
import { BatchSearcher } from '../../../../src/scan/sources/tree/batch.ts';
import { hexKey } from '../../../helpers/keys.ts';
import { temporaryFolder } from '../../../helpers/repository.ts';
import { keyLine } from '../../../helpers/scan.ts';

test.each([true, false])(
  'a folder that became a link since it was listed is not looked into (tracked: %s)',
  async (tracked) => {
    const [folder, outside] = [temporaryFolder(), temporaryFolder()];
    for (const name of ['a', 'b', 'c']) {
      mkdirSync(join(folder, name, 'inner'), { recursive: true });
      writeFileSync(join(folder, name, 'inner/key.js'), keyLine(hexKey(name)));
    }
    const listed = ['a', 'b', 'c'].map((name) => fileIn(folder, '', Buffer.from(`${name}/inner/key.js`), tracked));
    renameSync(join(folder, 'b'), join(outside, 'b'));
    symlinkSync(join(outside, 'b'), join(folder, 'b'));
    const search = { ruleSet: RULE_SET, detection: {}, env: {}, goOn: () => true, files: new FileInspector(RULE_SET) };
    const { matches, log } = await new BatchSearcher(search).search({ files: listed, names: [] });
    expect(matches.map(({ place }) => place.path)).toEqual(['a/inner/key.js', 'c/inner/key.js']);
    expect(log.errors.map(({ subject }) => subject)).toEqual(tracked ? [] : ['b/inner']);
  },
);
