import { basename } from 'node:path';
import { HexhoundError } from '../../model/errors.ts';
import type { DataPath } from '../../syntax/yaml.ts';
import type { Loaded } from '../load.ts';
import type { Problem } from '../problem.ts';
import { RULE_SET } from '../rule-set.ts';
import { providerForm } from '../schema.ts';
import { allRules } from '../services.ts';
import { readGitleaks } from './read.ts';
import { type Translation, translateGitleaks } from './translate.ts';

/** A translated configuration, and all of its files by absolute path with their texts. */
export interface LoadedGitleaks extends Translation {
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads and translates a configuration of gitleaks.
 * @param path absolute
 * @param shown what messages call it
 * @param top the folder that extended files must be in
 * @throws HexhoundError E_CONFIG that names file, line and column; what cannot be translated is no error, but a note
 */
export function loadGitleaks(path: string, shown: string, top?: string): LoadedGitleaks {
  const config = readGitleaks(path, shown, top);
  const translation = translateGitleaks(config, new Set(allRules(RULE_SET).keys()));
  const [first, ...others] = translation.problems;
  if (first !== undefined) {
    const also = others.slice(0, LISTED).map(({ source, key, message }) => `; ${source.place(...key)}: ${message}`);
    const more = others.length > LISTED ? `; and ${others.length - LISTED} more` : '';
    throw new HexhoundError('E_CONFIG', first.source.place(...first.key), `${first.message}${also.join('')}${more}`);
  }
  if (translation.rules.rules.length === 0 && !translation.useDefault) {
    const message = 'has no rules and extends none: nothing would be found (gitleaks: [extend] useDefault = true)';
    throw new HexhoundError('E_CONFIG', shown, message);
  }
  return { ...translation, files: config.files };
}

/** Mistakes that are listed behind the first. */
const LISTED = 4;

/** Reads a configuration of gitleaks as a rules file. @throws HexhoundError E_CONFIG */
export function loadGitleaksRules(path: string): Loaded {
  const { rules, origins, notes, disabled } = loadGitleaks(path, path);
  const elsewhere = `extend.disabledRules counts only with --config: put into ignore.rules: ${disabled.join(', ')}`;
  const problem = ([part, index]: DataPath, message: string): Problem => {
    const source = (part === 'allow' ? origins.allow : origins.rules)[Number(index)];
    return { file: source?.file ?? path, ...(source?.at() ?? { line: 1, column: 1 }), place: '', message };
  };
  const id = basename(path)
    .replace(/^\./, '')
    .replace(/\.toml$/, '');
  return {
    file: {
      id,
      file: path,
      form: providerForm.parse(rules),
      notes: disabled.length === 0 ? notes : [...notes, elsewhere],
      problem,
    },
  };
}
