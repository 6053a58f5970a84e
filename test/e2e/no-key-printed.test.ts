import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { type Repository, template, temporaryFolder } from '../helpers/repository.ts';
import { scanWith } from '../helpers/scan.ts';
import { ALIVE, captchaai } from '../respond/keys/running.ts';

const [ONE, TWO, THREE] = [hexKey('printed one'), alnumKey('printed two'), hexKey('printed three')];
const BACKUP = alnumKey('printed backup');
const TOKEN = alnumKey('printed token', 20);
const ENCODED = Buffer.from(`key ${ONE}`).toString('base64url');

/** Keys in every place that has a name or a text: files, paths, refs, messages, notes, people, remotes, the stash. */
const planted = template((repository) => {
  repository.git('config', 'user.name', `Ada ${TWO}`);
  repository.git('remote', 'add', 'origin', `https://ada:${TOKEN}@git.example.com/${ONE}/app.git`);
  repository.git('remote', 'add', `copy-${THREE}`, `https://${TOKEN}@github.com/acme/app.git?private_token=${TOKEN}`);
  repository.write('.env', `CAPTCHAAI_API_KEY=${ONE}\nSOLVER_API_KEY=${TWO}\nCAPTCHAAI_API_KEY_BACKUP=${BACKUP}\n`);
  repository.write('two.py', `CAPTCHAAI_API_KEY = "${ONE}"; CAPTCHAAI_KEY = "${TWO}"  # ${THREE} ${ENCODED}\n`);
  repository.write('three.py', `captchaai_api_key = "${THREE}"  # was ${ONE}\n`);
  repository.write(`conf-${TWO}/${ONE}.py`, `CAPTCHAAI_API_KEY = "${THREE}"\n`);
  repository.write(`${ENCODED}.txt`, `CAPTCHAAI_API_KEY=${TWO}\n`);
  repository.write(`README.md`, `# App\n\n    CAPTCHAAI_API_KEY=${THREE} npm start # ${ONE}\n`);
  repository.write('Dockerfile', `FROM node:22\nENV CAPTCHAAI_API_KEY=${TWO} OTHER=${ONE}\nCOPY . .\n`);
  repository.write('package.json', `{ "name": "app-${ONE}", "version": "1.0.0" }\n`);
  repository.write(
    '.github/workflows/ci.yml',
    `on: push\njobs:\n  a:\n    runs-on: x\n    env:\n      CAPTCHAAI_API_KEY: ${THREE}\n    steps:\n      - run: echo ${ONE}\n`,
  );
  repository.commit(`first CAPTCHAAI_API_KEY=${ONE} ${TWO}`, `--author=Bob ${THREE} <${ONE}@example.com>`);
  repository.write(
    '.env',
    `CAPTCHAAI_API_KEY=${ONE}\nSOLVER_API_KEY=${TWO}\nCAPTCHAAI_API_KEY_BACKUP=${BACKUP}\nA=1\n`,
  );
  repository.git('branch', `fix/${ONE}`);
  repository.git('branch', `fix/${ENCODED}`);
  repository.git('tag', `v-${TWO}`);
  repository.git('tag', '-a', `v-${THREE}`, '-m', `CAPTCHAAI_API_KEY=${ONE}`);
  repository.git('notes', 'add', '-m', `CAPTCHAAI_API_KEY=${TWO} and ${THREE}`);
  repository.git('update-ref', `refs/remotes/origin/${ONE}`, 'HEAD');
  repository.git('update-ref', `refs/remotes/copy-${THREE}/main`, 'HEAD');
  repository.write(`.env.${TWO}`, `CAPTCHAAI_API_KEY=${ONE}\n`).write(`${THREE}.pem`, 'x\n');
});

/** Whatever a command says, the error that stops it included. */
async function saidBy(repository: Repository, line: string, env: Record<string, string> = {}): Promise<string> {
  const [name = '', ...args] = line.split(' ');
  const outcome = await runCommand(name, repository.path, args, { env }).catch((thrown: unknown) => {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    return { stdout: '', stderr: `${thrown.subject}: ${thrown.message}` };
  });
  expect(`${outcome.stdout}${outcome.stderr}`, line).not.toBe('');
  return outcome.stdout + outcome.stderr;
}

/** A piece of a text around each key in it: what a test shows where it fails. */
function keysIn(text: string): string[] {
  const shapes = [ONE, TWO, THREE, BACKUP, TOKEN, ENCODED.slice(6, -3), ONE.toUpperCase()];
  return shapes.flatMap((key) => {
    const at = text.indexOf(key);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 60), at + 8)];
  });
}

test.each([
  ...['terminal', 'json', 'markdown'].map((format) => `audit --quiet --format=${format}`),
  'audit --quiet --fix --dry-run',
  'audit --quiet --fix --yes',
  'explain two.py:1',
  'explain three.py:1',
  `explain conf-${TWO}/${ONE}.py:1`,
  'purge --all',
  'purge --all --format=json',
  'baseline create',
  ...['terminal', 'json', 'jsonl', 'sarif', 'gitlab', 'junit', 'github', 'markdown', 'html'].map(
    (format) => `scan --format=${format}`,
  ),
  'scan --no-config missing',
])('no key is printed: %#', async (line) => {
  expect(keysIn(await saidBy(planted(), line)), line.replaceAll(/[a-z0-9]{32}/g, '…')).toEqual([]);
});

test('nor by explain and purge for any one finding, nor by the proof', async () => {
  const repository = planted();
  const { report } = await scanWith('history', repository.path, ['--all', '--no-ignore']);
  const { report: files } = await scanWith('scan', repository.path, ['--all', '--no-ignore']);
  const fingerprints = new Set([...report.findings, ...files.findings].map(({ fingerprint }) => fingerprint));
  expect(fingerprints.size).toBeGreaterThan(4);
  const said: string[] = [await saidBy(repository, 'purge --all')];
  const [written = ''] = readdirSync(join(repository.path, '.git/hexhound'));
  const file = join('.git/hexhound', written);
  expect(statSync(join(repository.path, file)).mode & 0o777).toBe(0o600);
  // Each command says the same of a finding in either way: half of them one way, half the other.
  for (const [at, fingerprint] of [...fingerprints].entries()) {
    said.push(await saidBy(repository, `explain ${at % 2 === 0 ? '' : '--history '}${fingerprint}`));
    said.push(await saidBy(repository, `purge ${at % 2 === 0 ? '--format=json --verify ' : ''}${fingerprint}`));
  }
  said.push(await saidBy(repository, `purge --verify ${file}`));
  said.push(await saidBy(repository, `purge --verify --format=json ${file}`));
  expect(said.flatMap(keysIn)).toEqual([]);
});

test('nor by rotate, for whatever else stands in the file', async () => {
  const repository = planted();
  const { url } = await captchaai({ [BACKUP]: ALIVE });
  const said = await saidBy(repository, `rotate --yes`, { CAPTCHAAI_URL: url });
  expect(said).toContain('history: ');
  const recorded = readFileSync(join(repository.path, 'hexhound-rotations.json'), 'utf8');
  // Of a key that is not in the file it knows nothing.
  expect(keysIn((said + recorded).replaceAll(THREE, ''))).toEqual([]);
});

test('nor by revoke, of the finding and of what stands around it', async () => {
  const repository = planted();
  const gitlab = `glpat-${TOKEN}`;
  repository.write(`conf-${TWO}/${ONE}.py`, `CAPTCHAAI_API_KEY = "${THREE}"; t = "${gitlab}"\n`);
  const { find } = await scanWith('scan', repository.path, ['--all', '--no-ignore']);
  const said = await saidBy(repository, `revoke --finding ${find(gitlab)?.fingerprint} --dry-run`);
  expect(said).toContain('DELETE /api/v4/personal_access_tokens/self');
  expect(keysIn(said)).toEqual([]);
});

test('nor is one written into what is committed or cached', async () => {
  const repository = planted();
  const cache = temporaryFolder();
  const before = new Set(readdirSync(repository.path));
  const env = { XDG_CACHE_HOME: cache };
  await saidBy(repository, 'baseline create', env);
  await saidBy(repository, 'audit --quiet --fix --yes', env);
  await saidBy(repository, 'purge --all --output=/dev/null/x', env);
  const fresh = readdirSync(repository.path).filter((name) => !before.has(name));
  expect(fresh).toEqual(expect.arrayContaining(['.gitignore', '.hexhound-baseline.jsonl', '.env.example']));
  const cached = readdirSync(cache, { recursive: true, encoding: 'utf8' }).map((name) => join(cache, name));
  const files = [...fresh.map((name) => join(repository.path, name)), ...cached].filter((path) =>
    statSync(path).isFile(),
  );
  expect(files.flatMap((path) => keysIn(readFileSync(path, 'latin1')))).toEqual([]);
  // The wildcard stands for the name all the same.
  expect(repository.git('check-ignore', `.env.${TWO}`)).not.toBe('');
});
