import type { ErrorCode } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import { plural } from '../syntax/words.ts';
import type { Sql } from './database.ts';
import type { State } from './state.ts';

/** What of a fleet was not looked at, so that no report of it says "clean". */
export async function readGaps(sql: Sql): Promise<Pick<Report, 'errors' | 'notices'>> {
  const repositories = await sql.query<{ name: string; state: State; detail: string; errors: Report['errors'] }>(
    `select name, state, detail, errors from hexhound.repository
     where state not in ('scanned', 'empty', 'waiting') order by name`,
    [],
  );
  const sources = await sql.query<{ name: string; state: string; detail: string }>(
    `select name, state, detail from hexhound.source where state <> 'listed' order by name`,
    [],
  );
  const [waiting] = await sql.query<{ count: number }>(
    `select count(*)::int as count from hexhound.repository where state = 'waiting'`,
    [],
  );
  const unlisted = repositories.filter(({ state }) => state === 'unlisted');
  return {
    errors: [
      ...sources.map(({ name, state, detail }) => ({
        code: 'E_SOURCE' as const,
        subject: name,
        message: said(state, detail, 'not listed yet: hexhound fleet work does it'),
      })),
      ...(waiting?.count
        ? [
            {
              code: 'E_SOURCE' as const,
              subject: plural(waiting.count, 'repository', 'repositories'),
              message: 'not scanned yet: hexhound fleet work does it',
            },
          ]
        : []),
      ...repositories.flatMap(({ name, state, detail, errors }) => {
        if (state === 'unlisted') return [];
        if (state !== 'incomplete')
          return [{ code: CODES[state] ?? 'E_SOURCE', subject: name, message: said(state, detail, '') }];
        return errors.map(({ code, subject, message }) => ({ code, subject: `${name}: ${subject}`, message }));
      }),
    ],
    notices: unlisted.map(({ name, detail }) => `${name}: ${detail}; hexhound fleet remove forgets it`),
  };
}

const CODES: Partial<Record<State, ErrorCode>> = { 'out of time': 'E_TIMEOUT', damaged: 'E_GIT', incomplete: 'E_GIT' };

function said(state: string, detail: string, waiting: string): string {
  if (state === 'waiting') return waiting;
  return detail === '' ? state : `${state}: ${detail}`;
}
