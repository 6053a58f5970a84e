import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionsOf } from '../../src/cli/command.ts';
import { parseFlags } from '../../src/cli/flags.ts';
import { flags } from '../../src/cli/fleet/flags.ts';
import { COMMANDS } from '../../src/cli/table.ts';
import { TOKEN_VARIABLES } from '../../src/fleet/hosts.ts';
import { read } from './markdown.ts';

const page = read('docs/fleet.md');
const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
const [compose, deployment] = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => parse(text));
const { postgres, worker } = compose.services;
const { containers, volumes } = deployment.spec.template.spec;

/** Arguments behind `hexhound fleet` of all commands on the page, of shells and of containers. */
function commands(): string[][] {
  const shells = blocks.flatMap(({ language, text }) => (language === 'sh' ? text.split('\n') : []));
  const inline = [...page.matchAll(/`(?:hexhound )?fleet ([a-z][^`]*)`/g)].map(([, args = '']) => args.split(' '));
  return [
    ...shells.flatMap((line) => {
      const [, args] = /hexhound fleet ([^|>#]*)/.exec(line) ?? [];
      return args === undefined ? [] : [args.trim().split(/\s+/)];
    }),
    ...inline,
    ...[worker.command, ...containers.map(({ command }: { command: string[] }) => command)].map((command: string[]) => {
      expect(command.slice(0, 2)).toEqual(['hexhound', 'fleet']);
      return command.slice(2);
    }),
  ];
}

test('each command line is one that the program takes', () => {
  const actions = actionsOf(COMMANDS.find(({ name }) => name === 'fleet') ?? { usage: '' });
  expect(commands().length).toBeGreaterThan(10);
  for (const args of commands()) {
    const { positionals, order } = parseFlags('fleet', args, flags);
    expect(actions, args.join(' ')).toContain(positionals[0]);
    for (const name of order) {
      const { actions: own = actions } = flags[name as keyof typeof flags] as { actions?: readonly string[] };
      expect(own, args.join(' ')).toContain(positionals[0]);
    }
  }
});

test('each variable is one that is read', () => {
  const sources = ['env', 'fleet-key'].map((name) => readFileSync(`src/fleet/${name}.ts`, 'utf8')).join();
  const named: string[] = [...page.matchAll(/\b(?:HEXHOUND_\w+|[A-Z_]+_TOKEN)\b/g)].map(([name]) => name);
  expect(named).toEqual(expect.arrayContaining(worker.environment));
  for (const name of named) expect(TOKEN_VARIABLES.includes(name) || sources.includes(name), name).toBe(true);
});

test('what containers refer to is there, and they install what a fleet needs', () => {
  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  const installs = [...page.matchAll(/npm install --global ([\w@/. -]+?)(?= {3}#|\n|$)/gm)].map(([, names = '']) =>
    names.trim().split(' '),
  );
  expect(installs).toHaveLength(3);
  for (const names of installs) {
    expect(names).toEqual(expect.arrayContaining(['pg-boss@10', 'pg', 'hexhound']));
    for (const name of names) {
      const [, plain = ''] = /^(@?[^@]+)/.exec(name) ?? [];
      expect(plain === 'hexhound' || plain in peerDependencies, name).toBe(true);
    }
  }
  expect(peerDependencies['pg-boss']).toMatch(/^\^10\./);
  expect(Object.keys(compose.secrets)).toEqual(postgres.secrets);
  expect(Object.keys(compose.volumes)).toEqual([postgres.volumes[0].split(':')[0]]);
  expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(worker.depends_on)));
  expect(worker.volumes).toContain(worker.command.at(-1));
  const [{ command, volumeMounts }] = containers;
  expect(volumeMounts.map(({ name }: { name: string }) => name)).toEqual(
    volumes.map(({ name }: { name: string }) => name),
  );
  expect(command).toContain(volumeMounts[0].mountPath);
  expect(deployment.spec.template.metadata.labels).toEqual(deployment.spec.selector.matchLabels);
  // There is room for what is kept and one repository more.
  const sizeOf = (flag: string) => Number.parseInt(command[command.indexOf(flag) + 1], 10);
  expect(sizeOf('--cache-size') + sizeOf('--max-size')).toBeLessThanOrEqual(
    Number.parseInt(volumes[0].emptyDir.sizeLimit, 10),
  );
});
