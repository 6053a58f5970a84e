import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { type Accepted, type Config, DEFAULT_CONFIG, isExpired } from '../scan/config/config.ts';
import { foldersUp } from '../scan/config/find-config.ts';
import { readConfig } from '../scan/config/load-config.ts';
import { BASELINE_KEY } from '../scan/options.ts';
import { readSettings } from '../scan/settings.ts';
import { readBaseline } from '../scan/suppress/baseline-file.ts';
import { DETECT_SECRETS_FILE } from '../scan/suppress/detect-secrets-baseline.ts';
import { GITLEAKS_IGNORE_FILES } from '../scan/suppress/gitleaks-ignore.ts';
import { findBaseline } from '../scan/suppress/suppress.ts';
import { today } from '../syntax/date.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { plural } from '../syntax/words.ts';
import type { Io } from './command.ts';

/**
 * `hexhound config check [FILE]`: reads the configuration that a scan would have here, and says which file that is and what
 * it changes.
 * @throws HexhoundError E_CONFIG for a mistake, with file, line and column; also for an entry that no longer counts, which
 *   a scan only remarks on
 */
export async function checkConfig(file: string | undefined, io: Io): Promise<number> {
  const { cwd, env } = io;
  const config = await readConfig(file, io);
  // What the configuration names is read as for a scan: rules, the baseline.
  const { notices } = await readSettings({ cwd, env, ...(file === undefined ? {} : { config: file }) });
  refuseExpired(config);
  const baseline = findBaseline({ config, baselineFile: undefined, cwd });
  const shownBaseline = baseline === undefined ? undefined : relative(cwd, baseline) || baseline;
  const accepted = baseline === undefined ? 0 : countIn(baseline, shownBaseline ?? baseline, env[BASELINE_KEY]);
  const top = foldersUp(cwd).at(-1) ?? cwd;
  const others = [...GITLEAKS_IGNORE_FILES, DETECT_SECRETS_FILE].filter((name) => existsSync(join(top, name)));
  const [main, ...extended] = config.files;
  const lines = [
    main === undefined ? 'no configuration here: the defaults count' : `${main}: no mistake found`,
    ...extended.map((name) => `  extends ${name}`),
    ...changesOf(config).map((change) => `  ${change}`),
    ...(shownBaseline === undefined ? [] : [`  ${shownBaseline}: ${plural(accepted, 'finding')} accepted`]),
    ...others.map((name) => `  ${relative(cwd, resolve(top, name))}: left out, too`),
    ...notices.map((notice) => `  ${notice}`),
  ];
  io.stdout.write(lines.map((line) => `${escapeForeign(line)}\n`).join(''));
  return 0;
}

function countIn(path: string, shown: string, key: string | undefined): number {
  return existsSync(path) ? readBaseline(path, shown, key).entries.size : 0;
}

function refuseExpired({ ignore, files }: Config): void {
  const entries: readonly Accepted[] = Object.values(ignore).flat();
  const [first, ...more] = entries.filter((entry) => isExpired(entry, today()));
  if (first === undefined) return;
  const also = more.map(({ at, expires }) => `; ${at}: since ${expires}`).join('');
  const message = `does not count: its last day was ${first.expires}; take it out or give it another${also}`;
  throw new HexhoundError('E_CONFIG', first.at ?? files.join(', '), message);
}

/** What is not as by default, a line each. */
function changesOf(config: Config): string[] {
  const { ignore, rules, ownRulesOnly, severity, overrides, minConfidence, exitCode, requireReason } = config;
  const ignored = Object.entries(ignore)
    .filter(([, entries]) => entries.length > 0)
    .map(([key, entries]) => `ignore.${key}: ${plural(entries.length, 'entry', 'entries')}`);
  return [
    ...ignored,
    ...rules.map((file) => `rules: ${relative(config.folder ?? '', file)}`),
    ...(ownRulesOnly ? ['ownRulesOnly: the built-in rules do not count'] : []),
    ...(Object.keys(severity).length === 0 ? [] : [`severity: of ${plural(Object.keys(severity).length, 'rule')}`]),
    ...(overrides.length === 0 ? [] : [`overrides: ${plural(overrides.length, 'entry', 'entries')}`]),
    ...(minConfidence === DEFAULT_CONFIG.minConfidence ? [] : [`minConfidence: ${minConfidence}`]),
    ...(exitCode === undefined ? [] : [`exitCode: ${exitCode}`]),
    ...(requireReason ? ['requireReason: comments count only with a reason'] : []),
  ];
}
