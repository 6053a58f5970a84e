import { expect, test } from 'vitest';
import { FORMATS } from '../../src/report/index.ts';
import { actingLines, COMMANDS } from '../helpers/ci-commands.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { run, runInTurn } from './program.ts';

/** What no name of a file can hold. */
const asName = (command: string) => command.replaceAll('/', '_').replaceAll('\0', '_');

const key = (seed: string) => `CAPTCHAAI_API_KEY="${hexKey(seed)}"`;

/** Commands in everything that git and we read: paths, authors, messages, refs, tags, comments, values. */
function hostileRepository(): Repository {
  const repository = createRepository();
  for (const [at, command] of COMMANDS.entries()) {
    const name = asName(command);
    repository.write(name, `${command}\n${command} ${key(`${at}`)} ${command}\n`);
    repository.write(`${name}/${at}\n${name}`.replace(name, `${at}`), `${key('same')} // ${command}\n`);
    repository.write(`folder\n${name}/${name}`, `${key('same')}\n# hexhound-ignore ${command}\n`);
    const author = command.replace(/[<>\n\r]/g, '');
    repository.commit(`${command}\n\n${command}\n${key(`message${at}`)}\n${command}`, `--author=${author} <${author}>`);
    repository.git('tag', '-a', `tag${at}`, '-m', `${command}\n${key(`tag${at}`)}`);
  }
  repository.git('branch', '##teamcity');
  repository.git('update-ref', 'refs/heads/---', 'HEAD');
  repository.write('.env', COMMANDS.map((command, at) => `KEY${at}=${command}\n`).join('')).commit('env');
  repository.write(
    '.github/workflows/a.yml',
    `on: push\njobs:\n${COMMANDS.map((command, at) => `  ${JSON.stringify(command)}:\n    steps:\n      - run: ${JSON.stringify(`echo \${{ secrets.${command} }}\n${command}\nset -x; echo $API_KEY${at}`)}\n        uses: ${JSON.stringify(command)}\n        env: { ${JSON.stringify(command)}: ${hexKey(`w${at}`)}, API_KEY: ${hexKey(`v${at}`)} }\n`).join('')}`,
  );
  repository.write(
    'docker-compose.yml',
    `services:\n${COMMANDS.map((command, at) => `  ${JSON.stringify(command)}:\n    environment:\n      API_KEY: ${hexKey(`c${at}`)}\n`).join('')}`,
  );
  repository.write(
    'Dockerfile',
    COMMANDS.map((command, at) => `ENV API_KEY=${hexKey(`d${at}`)} ${command}\n`).join(''),
  );
  repository.write(
    'x.js',
    COMMANDS.map((command) => `console.log(process.env.API_KEY, ${JSON.stringify(command)});\n`).join(''),
  );
  repository.write('.gitleaksignore', COMMANDS.map((command) => `${command}\n`).join(''));
  return repository;
}

test('nothing that a scanned repository holds gets a CI system to act', async () => {
  const repository = hostileRepository();
  const { findings } = JSON.parse((await run(repository.path, ['history', '--format', 'json', '--all'])).stdout) as {
    findings: { fingerprint: string }[];
  };
  expect(findings.length).toBeGreaterThan(2 * COMMANDS.length);
  const formats = FORMATS.filter((format) => format !== 'github');
  const commands = [
    ...formats.flatMap((format) => ['scan', 'history'].map((command) => [command, '--all', '--format', format])),
    ['staged'],
    ['history', 'HEAD'],
    ['ci'],
    ['ci', '--range', '::error::a ##vso[x]b'],
    ['history', '##vso[x]a', '::error::b'],
    ['scan', '--color=always', '.', '::error::x', '##vso[a]b'],
    ...['terminal', 'json', 'markdown'].map((format) => ['audit', '--format', format]),
    ['audit', '--fix', '--dry-run'],
    ['init', '--dry-run'],
    ['baseline', 'create', '--baseline', '::x'],
    ['purge', '--all'],
    ['purge', '--all', '--format', 'json'],
    ['rotate', '--dry-run', '--env', 'KEY1'],
    ['verify', '--dotenv', '.env', '--env', 'KEY1'],
    ...findings.slice(0, 5).map(({ fingerprint }) => ['explain', fingerprint]),
    ...COMMANDS.slice(0, 9).map((command) => ['explain', `${asName(command)}:2`]),
    ['::error::x'],
    ['scan', '--::error::x'],
  ];
  const lines = commands.map((args) => ({ cwd: repository.path, args }));
  for (const { args, code, stdout, stderr } of await runInTurn(lines)) {
    const output = args.includes('--color=always') ? withoutColors(stdout + stderr) : stdout + stderr;
    expect([args, actingLines(output)]).toEqual([args, []]);
    expect([args, code]).not.toEqual([args, undefined]);
  }
  // The commands of this format are ours; test/report/github.test.ts takes them apart.
  for (const command of ['scan', 'history']) {
    const { stdout } = await run(repository.path, [command, '--all', '--format', 'github']);
    const ours =
      /^::(?:error|warning|notice) (?:file=[^,:]+,)?(?:line=\d+,endLine=\d+,)?(?:col=\d+,endColumn=\d+,)?title=[^,:]+::[^\n\r]*$/;
    expect(actingLines(stdout).filter((line) => !ours.test(line))).toEqual([]);
    expect(actingLines(stdout).filter((line) => actingLines(line.slice(line.indexOf('::', 2) + 2)).length > 0)).toEqual(
      [],
    );
  }
});

/** Our own escape sequences, which set a colour and do nothing else. */
function withoutColors(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how they begin
  return output.replaceAll(/\x1b\[[\d;]*m/g, '');
}

/** All commands, each at the beginning of a line; and one that is first. */
const ALL = COMMANDS.map((first) => [first, ...COMMANDS].join('\n'));

test.each([ALL[0], ALL[2], ALL[5]])('no error about a file of the repository is a command', async (command = '') => {
  const repository = createRepository();
  repository.write('a.js', key('a')).commit('base');
  const quoted = JSON.stringify(command);
  const files: [path: string, text: string][] = [
    ['hexhound.yaml', `${quoted}: 1\n`],
    ['hexhound.yaml', `a: [\n${command}\n`],
    ['hexhound.yaml', `ignore: { rules: [${quoted}] }\n`],
    ['hexhound.yaml', `extends: ${JSON.stringify(asName(command))}\n`],
    ['hexhound.yaml', `rules: [${JSON.stringify(asName(command))}]\n`],
    ['hexhound.yaml', `severity: { ${quoted}: high }\n`],
    ['hexhound.yaml', `minConfidence: ${quoted}\n`],
    ['hexhound.yaml', `rules: [rules.yaml]\n`],
    ['.hexhound-baseline.json', JSON.stringify({ [command]: command })],
    ['.secrets.baseline', JSON.stringify({ results: { [command]: command } })],
  ];
  repository.write('rules.yaml', `provider: x\n${quoted}: y\nrules: [{ id: ${quoted}, pattern: ${quoted} }]\n`);
  const copies = files.map(([path, text]) => repository.copyTo(temporaryFolder()).write(path, text));
  const broken = repository.copyTo(temporaryFolder()).write('.git/HEAD', `ref: refs/heads/${command}`);
  const lines = [
    ...copies.map(({ path }) => ({ cwd: path, args: ['scan'] })),
    { cwd: repository.path, args: ['rules', 'test', 'rules.yaml'] },
    { cwd: broken.path, args: ['history'] },
  ];
  for (const { cwd, args, code, stdout, stderr } of await runInTurn(lines)) {
    const file = files[copies.findIndex(({ path }) => path === cwd)];
    expect([file, args, actingLines(stdout + stderr)]).toEqual([file, args, []]);
    expect([file, args, code]).not.toEqual([file, args, undefined]);
  }
});

test('redact adds no command to what passes through', async () => {
  const repository = createRepository();
  const pem = ['RSA', 'PRIVATE', 'KEY'].join(' ');
  const block = `-----BEGIN ${pem}-----\n${'MIIabc/+'.repeat(60)}\n-----END ${pem}-----`;
  const log = COMMANDS.map((command, at) => `x ${key(`r${at}`)}${command}\n`)
    .join('')
    .replaceAll('\r', '')
    .replaceAll('\x1b', '');
  const input = `${log}a${block}::error::x\n#${key('z')}##\n`;
  const { stdout } = await run(repository.path, ['redact'], input);
  expect(actingLines(stdout)).toEqual(
    actingLines(input).map((line) => actingLines(stdout).find((out) => out.endsWith(line.slice(-9))) ?? line),
  );
});
