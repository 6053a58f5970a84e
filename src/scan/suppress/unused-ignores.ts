import type { Finding } from '../../model/finding.ts';
import { today } from '../../syntax/date.ts';
import { type Accepted, type Config, DEFAULT_CONFIG, type Ignores } from '../config/config.ts';
import { matcherOf } from '../config/path-filter.ts';
import { applyConfigIgnores } from './config-ignores.ts';

/**
 * A sentence, with file, line and column, about each entry of `ignore` that leaves nothing out. An entry that has expired is
 * named elsewhere.
 *
 * @param findings of a scan without any suppression, of everything that the configuration is for
 * @param paths what is scanned, relative to the findings' folder: a path is in use as long as there are such files
 */
export function unusedIgnores(
  config: Config,
  findings: readonly Finding[],
  paths: readonly string[],
  toConfigPath: (path: string) => string,
): readonly string[] {
  const { ignore } = config;
  const leavesOut = (only: Partial<Ignores>) => {
    const alone = { ignore: { ...DEFAULT_CONFIG.ignore, ...only }, overrides: [] };
    const { kept } = applyConfigIgnores(findings, alone, toConfigPath, today());
    return kept.length < findings.length || kept.some((finding, at) => finding !== findings[at]);
  };
  const unused = <K extends keyof Ignores>(key: K, isUsed: (entry: Ignores[K][number]) => boolean) =>
    (ignore[key] as readonly (Ignores[K][number] & Accepted)[])
      .filter((entry) => (entry.expires === undefined || entry.expires >= today()) && !isUsed(entry))
      .map(({ at }) => `${at ?? config.files.join(', ')}: this entry of ignore.${key} leaves nothing out`);
  const configPaths = paths.map(toConfigPath);
  return [
    ...unused('paths', ({ text }) => configPaths.some(matcherOf([text])) || leavesOut({ scoped: [{ paths: [text] }] })),
    ...unused('rules', (entry) => leavesOut({ rules: [entry] })),
    ...unused('values', (entry) => leavesOut({ values: [entry] })),
    ...unused('fingerprints', (entry) => leavesOut({ fingerprints: [entry] })),
    ...unused('scoped', (entry) => leavesOut({ scoped: [entry] })),
  ];
}
