import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DECISIONS, readReport, repositoriesOf, type Wanted } from '../../fleet/read-report.ts';
import { defined } from '../../model/defined.ts';
import { UsageError } from '../../model/errors.ts';
import { checkOutputs, conclude, writeReports } from '../../report/index.ts';
import { exitCodeOf } from '../../scan/pipeline.ts';
import { isDate } from '../../syntax/date.ts';
import { plural } from '../../syntax/words.ts';
import type { Io } from '../command.ts';
import { say } from '../say.ts';
import { toOutputOptions } from '../scan-flags.ts';
import { widthOf } from '../width.ts';
import type { FleetCall } from './flags.ts';
import { status } from './status.ts';
import { withFleet } from './with-fleet.ts';

/** `hexhound fleet findings`: the findings of the whole fleet, as one report. */
export async function findings({ values, names, order, io }: FleetCall): Promise<number> {
  if (names.length > 0)
    throw new UsageError('findings and report take no names: --repository, --team and --service choose');
  const wanted = wantedOf(values);
  const [folder, another] = (values.format ?? []).flatMap((each) => /^sarif=(.*[/\\])$/.exec(each)?.[1] ?? []);
  if (folder !== undefined) {
    if (another !== undefined || values.format?.length !== 1) throw new UsageError('sarif=FOLDER/ goes alone');
    return writeEach(resolve(io.cwd, folder), wanted, io);
  }
  const output = toOutputOptions(values, order, io);
  checkOutputs(output.outputs);
  const report = await withFleet(io, ({ db }) => readReport(db, wanted));
  await writeReports(report, output.outputs, defined({ ...output, width: widthOf(io.stdout) }), io.stdout);
  if (!output.quiet && output.outputs.every(({ path }) => path !== undefined)) {
    io.stderr.write(`${await conclude(report)}\n`);
  }
  return exitCodeOf(report, 1);
}

/** Writes a file for each repository, as code scanning takes them, into a folder: also for one that has no findings any more. */
async function writeEach(folder: string, wanted: Wanted, io: Io): Promise<number> {
  const [report, names] = await withFleet(io, async ({ db }) => [
    await readReport(db, wanted),
    await repositoriesOf(db, wanted),
  ]);
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const findings = report.findings.flatMap((finding) => {
      const occurrences = finding.occurrences.filter(({ repository }) => repository === name);
      return occurrences.length === 0 ? [] : [{ ...finding, occurrences }];
    });
    const errors = report.errors.filter(({ subject }) => subject === name || subject.startsWith(`${name}: `));
    const file = join(folder, `${encodeURIComponent(name)}.sarif`);
    await writeReports(
      { ...report, target: name, findings, errors, notices: [] },
      [{ format: 'sarif', path: file }],
      { showSecrets: false, color: false },
      io.stdout,
    );
  }
  say(io, `${plural(names.length, 'file')} written; ${await conclude(report)}`);
  return exitCodeOf(report, 1);
}

/** `hexhound fleet report`: the same, as a page unless something else is asked for; or numbers for Prometheus. */
export function report(call: FleetCall): Promise<number> {
  const { values, order } = call;
  if (values.format?.[0] === 'prometheus') return status(call);
  if (values.format !== undefined || values.output !== undefined) return findings(call);
  return findings({ ...call, values: { ...values, format: ['html'] }, order: [...order, 'format'] });
}

function wantedOf({ state = 'open', since, repository, team, service, ...values }: FleetCall['values']): Wanted {
  const wanted = [...DECISIONS, 'all' as const].find((known) => known === state);
  if (wanted === undefined) throw new UsageError(`--state takes ${DECISIONS.join(', ')} or all`);
  if (since !== undefined && values.new !== true) throw new UsageError('--since goes with --new');
  const from = values.new ? toSeconds(since ?? 'yesterday') : undefined;
  return defined({ state: wanted, since: from, repository, team, service });
}

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** Reads `2027-01-31`, `yesterday` (a day ago) or `12h`. @returns as `Wanted.since` @throws UsageError */
function toSeconds(text: string): number {
  if (isDate(text)) return Date.parse(`${text}T00:00:00`) / 1000;
  const [, number, unit = ''] = /^(\d+) ?([hdw])$/.exec(text === 'yesterday' ? '24h' : text) ?? [];
  if (number === undefined)
    throw new UsageError('--since takes a date such as 2027-01-31, yesterday, or a time such as 12h or 7d');
  return -Number(number) * (HOURS[unit] ?? 1) * 3600;
}
