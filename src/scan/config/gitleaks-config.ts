import { dirname } from 'node:path';
import { sha256 } from '../../model/hashing.ts';
import { loadGitleaks } from '../../rules/gitleaks/load.ts';
import { DEFAULT_CONFIG, deepFreeze } from './config.ts';
import { foldersUp } from './find-config.ts';
import type { ResolvedConfig } from './resolved-config.ts';

/**
 * Reads a configuration of gitleaks as one of ours: its rules in place of the built-in ones, unless it extends the default.
 *
 * @param path absolute
 * @param shown what messages call it
 * @throws HexhoundError E_CONFIG
 */
export function resolveGitleaks(path: string, shown: string): ResolvedConfig {
  const folder = dirname(path);
  const { rules, useDefault, disabled, notes, files } = loadGitleaks(path, shown, foldersUp(folder).at(-1));
  const hasRules = rules.rules.length > 0 || rules.allow.length > 0;
  const config = {
    ...DEFAULT_CONFIG,
    files: [shown],
    folder,
    ignore: { ...DEFAULT_CONFIG.ignore, rules: disabled.map((text) => ({ text })) },
    rules: hasRules ? [path] : [],
    ownRulesOnly: !useDefault,
    notes,
  };
  const digests = Object.fromEntries([...files].map(([file, text]) => [file, sha256(text)]));
  return { config: deepFreeze(config), digests };
}
