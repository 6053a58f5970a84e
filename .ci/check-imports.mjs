// Which rooms of src may import which, and that nothing imports in a circle: types count. Part of `npm run check`.
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'oxc-parser';

/** Rooms from the bottom to the top, each with those below that it may import. ARCHITECTURE.md draws them. */
export const ROOMS = {
  model: [],
  syntax: ['model'],
  kernel: ['model'],
  files: ['model', 'syntax'],
  git: ['model', 'syntax', 'kernel'],
  rules: ['model', 'syntax', 'files'],
  runtime: ['model', 'rules/verifiers'],
  report: ['model', 'syntax', 'files'],
  scan: ['model', 'syntax', 'kernel', 'files', 'git', 'rules'],
  respond: ['model', 'syntax', 'kernel', 'files', 'git', 'rules', 'scan', 'report'],
  setup: ['model', 'syntax', 'files', 'git', 'scan'],
  fleet: ['model', 'syntax', 'files', 'git', 'rules', 'scan', 'report'],
  audit: ['model', 'syntax', 'files', 'git', 'rules', 'scan', 'report', 'respond', 'setup'],
  cli: ['model', 'syntax', 'files', 'git', 'rules', 'scan', 'report', 'respond', 'setup', 'audit', 'fleet', 'runtime'],
  'index.ts': ['model', 'scan'],
  'cli.ts': ['model', 'syntax', 'cli'],
  'bin.ts': ['cli', 'cli.ts'],
};

/** The same for the stages of src/scan. Its own files (`pipeline.ts`) may import all of them. */
export const STAGES = {
  'scan/verdict': [],
  'scan/archives': [],
  'scan/config': [],
  'scan/verify': [],
  'scan/suppress': ['scan/config'],
  'scan/detect': ['scan/verdict', 'scan/suppress'],
  'scan/file-rules': ['scan/detect', 'scan/verdict'],
  'scan/sources': [
    'scan/archives',
    'scan/detect',
    'scan/verdict',
    'scan/file-rules',
    'scan/settings.ts',
    'scan/options.ts',
  ],
  'scan/testing': ['scan/detect', 'scan/verdict', 'scan/collect.ts', 'scan/settings.ts'],
};

/** Detection, verdict and suppression work on bytes and findings: where those come from is not known there. */
const WITHOUT_GIT = ['scan/verdict', 'scan/detect', 'scan/suppress', 'scan/config', 'scan/verify'];

/**
 * @param {ReadonlyMap<string, string>} files text by path (`src/scan/pipeline.ts`)
 * @returns {string[]} a line for each import that must not be, and for each circle
 */
export function problemsIn(files) {
  const imports = new Map([...files].map(([path, text]) => [path, importsOf(path, text)]));
  const problems = [];
  for (const [from, targets] of imports) {
    for (const target of targets) {
      const why = whyNot(from, target);
      if (why !== undefined) problems.push(`${from} imports ${target}: ${why}`);
    }
  }
  return [...problems, ...circlesIn(imports)];
}

/** Paths that a file imports, exports from, or loads later. */
function importsOf(path, text) {
  const { module } = parseSync(path, text);
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.map(({ moduleRequest }) => moduleRequest?.value),
  );
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...exported,
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1)),
  ];
  const own = specifiers.filter((specifier) => specifier?.startsWith('.'));
  return [...new Set(own.map((specifier) => posix.join(posix.dirname(path), specifier)))];
}

function whyNot(from, target) {
  const [room, other] = [roomOf(from), roomOf(target)];
  if (room !== other) {
    const allowed = ROOMS[room];
    if (allowed === undefined) return `src/${room} is no room`;
    if (allowed.includes(other)) return other === 'git' ? withoutGit(from) : undefined;
    if (allowed.some((each) => target.startsWith(`src/${each}/`))) return undefined;
    return `src/${room} must not import src/${other}`;
  }
  const [stage, otherStage] = [stageOf(from), stageOf(target)];
  if (stage === otherStage || STAGES[stage] === undefined) return undefined;
  if (STAGES[stage].includes(otherStage)) return undefined;
  // What an option or a setting looks like is no dependency on how it is made.
  if (otherStage === 'scan/options.ts') return undefined;
  return `src/${stage} must not import src/${otherStage}`;
}

function withoutGit(from) {
  return WITHOUT_GIT.includes(stageOf(from)) ? 'this stage knows nothing of git' : undefined;
}

/** `scan` of `src/scan/detect/context.ts`. */
function roomOf(path) {
  return path.split('/')[1] ?? '';
}

/** `scan/detect` of the same. */
function stageOf(path) {
  return path.split('/').slice(1, 3).join('/');
}

/** Each group of files that import one another, by Tarjan's algorithm (SIAM J. Comput. 1, 1972). */
function circlesIn(imports) {
  const circles = [];
  const [order, low, stack] = [new Map(), new Map(), []];
  const visit = (file) => {
    order.set(file, order.size);
    low.set(file, order.get(file));
    stack.push(file);
    for (const target of imports.get(file) ?? []) {
      if (!imports.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file), low.get(target)));
    }
    if (low.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || imports.get(file)?.includes(file)) circles.push(`a circle: ${group.sort().join(', ')}`);
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles;
}

function readSources() {
  const paths = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) =>
    posix.join('src', path.replaceAll('\\', '/')),
  );
  const wanted = paths.filter((path) => path.endsWith('.ts') && !path.startsWith('src/kernel/assembly/'));
  return new Map(wanted.map((path) => [path, readFileSync(path, 'utf8')]));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const problems = problemsIn(readSources());
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
