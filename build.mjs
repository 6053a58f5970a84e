// The whole build. `node build.mjs [kernel|rules|detection|page|bundle|runtime|types]...` does only those steps; with --if-changed it is
// left out when nothing has changed since the last whole build.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
process.chdir(root);
const cache = `${root}node_modules/.cache/hexhound`;
const wanted = process.argv.slice(2);
const digest = digestOfInputs();
/** Holds the digest of what the last whole build was made from, as long as no other build has run since. */
const stamp = `${cache}/built`;
const outputs = ['dist/js/cli.js', 'dist/cjs/runtime.js', 'dist/types/index.d.ts', 'dist/data/words.bin'];
if (wanted.includes('--if-changed') && outputs.every((file) => existsSync(file)) && read(stamp) === digest) {
  process.exit();
}

// Only now, for it takes longer to load than to find out that it is not needed.
const { build } = await import('rolldown');
const { version, homepage } = JSON.parse(readFileSync('package.json', 'utf8'));
const common = {
  platform: 'node',
  external: /^[^./]/,
  transform: {
    define: {
      __VERSION__: JSON.stringify(version),
      __HOMEPAGE__: JSON.stringify(homepage),
      __THREADS__: '"../"',
      __PROGRAM__: '"../bin.js"',
      __DATA__: '"../../data/"',
      __BUILD__: JSON.stringify(digest),
    },
    target: 'node20.19',
  },
};
const require = createRequire(import.meta.url);

/** Tells builds apart that may find different things. */
function digestOfInputs() {
  const paths = readdirSync('.').filter((name) => /^(build\.mjs|(package|tsconfig).*\.json)$/.test(name));
  for (const folder of ['src', 'rules']) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name !== 'generated.ts') paths.push(`${entry.parentPath}/${entry.name}`);
    }
  }
  const hash = createHash('sha256');
  for (const path of paths.sort()) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

/** AssemblyScript to one .wasm, carried as base64 in a module, so that bundle and tests load it alike and without a path. */
async function kernel() {
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main([
    'src/kernel/assembly/index.ts',
    '--config',
    'src/kernel/assembly/asconfig.json',
    '--outFile',
    'node_modules/.cache/hexhound/kernel.wasm',
  ]);
  if (error) throw new Error(`the kernel does not compile\n${stderr.toString()}`, { cause: error });
  const wasm = readFileSync(`${cache}/kernel.wasm`).toString('base64');
  writeIfChanged(
    'src/kernel/generated.ts',
    `/** src/kernel/assembly compiled. Written by the build. */\nexport const WASM_BASE64 = '${wasm}';\n`,
  );
}

/** rules/*.yaml checked and compiled to modules, and the JSON Schemas that editors use. */
async function rules() {
  const { buildVerifiers } = await load('src/rules/verifiers/build.ts');
  writeIfChanged('src/rules/verifiers/generated.ts', buildVerifiers(`${root}rules/verifiers`));
  const { buildVerdict } = await load('src/scan/verdict/build.ts');
  const { meanings, weights } = buildVerdict(`${root}rules`);
  writeIfChanged('src/model/generated.ts', meanings);
  writeIfChanged('src/scan/verdict/generated.ts', weights);
  const { buildRules } = await load('src/rules/build.ts');
  const { data, formats, schemas } = buildRules(`${root}rules`);
  writeIfChanged('src/runtime/redaction/generated.ts', formats);
  const { configSchema } = await load('src/scan/config/schema.ts');
  const { reportSchema, reportLineSchema } = await load('src/report/schema.ts');
  const all = { ...schemas, config: configSchema(), report: reportSchema, 'report-line': reportLineSchema };
  mkdirSync('dist/data', { recursive: true });
  // What an earlier build wrote, and nobody reads any more, would go into the package.
  for (const name of readdirSync('dist/data')) if (!(name in data) && name !== 'words.bin') rmSync(`dist/data/${name}`);
  for (const [name, text] of Object.entries(data)) writeIfChanged(`dist/data/${name}`, text);
  mkdirSync('dist/schemas', { recursive: true });
  for (const [name, schema] of Object.entries(all)) {
    writeIfChanged(`dist/schemas/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
}

/**
 * What is made of the compiled rules: the kernel's words, as it holds them, and what hooks run before Node.js, with its
 * expressions.
 */
async function detection() {
  const { buildDetection } = await load('src/scan/detect/build.ts');
  const { words, filter } = buildDetection(digest);
  writeFileSync('dist/data/words.bin', words);
  mkdirSync('dist/hook', { recursive: true });
  for (const [name, text] of Object.entries(filter)) writeFileSync(`dist/hook/${name}.txt`, text, 'latin1');
  for (const name of ['staged-filter.sh', 'staged-filter.awk', 'staged-filter-tokens.awk'])
    copyFileSync(`src/setup/${name}`, `dist/hook/${name}`);
}

/** The script and the styles of HTML reports, carried as text in a module: each report has them in it, so they are minified. */
async function page() {
  const folder = 'src/report/html';
  const { output } = await build({
    platform: 'browser',
    transform: { target: 'es2023' },
    input: `${folder}/page/main.ts`,
    write: false,
    output: { format: 'iife', minify: true, codeSplitting: false },
  });
  const style = readFileSync(`${folder}/page/style.css`, 'utf8').replace(/\s+/g, ' ');
  const constants = Object.entries({ PROGRAM: output[0].code, STYLE: style }).map(
    ([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`,
  );
  writeIfChanged(
    `${folder}/generated.ts`,
    `/** ${folder}/page as text. Written by the build. */\n${constants.join('')}`,
  );
}

/** Runs a part of the source at build time. */
async function load(entry) {
  const file = `${cache}/build/${entry.replaceAll('/', '-')}.mjs`;
  const define = { ...common.transform.define, __DATA__: JSON.stringify(pathToFileURL(`${root}dist/data/`).href) };
  await build({
    ...common,
    transform: { ...common.transform, define },
    input: entry,
    output: { file, codeSplitting: false },
  });
  return import(pathToFileURL(file).href);
}

/**
 * What every scan needs is one chunk, for each file costs a hook a millisecond; a chunk for each of the other commands
 * and formats, loaded when it is used. Packages stay outside. Not minified: an uncaught error prints the line that it was
 * thrown in, and its stack has names. A start costs 1 % more for it.
 */
async function bundle() {
  await build({
    ...common,
    input: {
      bin: 'src/bin.ts',
      cli: 'src/cli.ts',
      index: 'src/index.ts',
      'history-worker': 'src/scan/sources/history/worker.ts',
      'tree-worker': 'src/scan/sources/tree/worker.ts',
      'pdf-worker': 'src/scan/archives/pdf-worker.ts',
      'fleet-scanner': 'src/fleet/scan-process.ts',
    },
    // What one module imports and another loads when it is needed may be in the chunk that is always there.
    checks: { ineffectiveDynamicImport: false },
    output: {
      dir: 'dist/js',
      cleanDir: true,
      comments: false,
      chunkFileNames: 'chunks/[name]-[hash].js',
      codeSplitting: {
        groups: [{ debugName: 'scan', name: (id, graph) => (scanClosure(graph).has(id) ? 'scan' : null) }],
      },
    },
  });
}

let closure;
/** What a scan that prints to a terminal loads: all that these modules import, and those import, other than by `import()`. */
function scanClosure(graph) {
  if (closure === undefined) {
    const { importedIds } = graph.getModuleInfo(join(root, 'src/cli.ts'));
    closure = new Set([...importedIds, join(root, 'src/cli/scans.ts'), join(root, 'src/report/terminal.ts')]);
    for (const id of closure) {
      for (const imported of graph.getModuleInfo(id)?.importedIds ?? [])
        if (imported.startsWith(root)) closure.add(imported);
    }
  }
  return closure;
}

/**
 * hexhound/runtime, as one file that imports nothing: ESM for Node.js and browsers, and CommonJS in a folder of its own,
 * which says so. After `bundle`, which empties dist/js.
 */
async function runtime() {
  const formats = { esm: 'dist/js/runtime.js', cjs: 'dist/cjs/runtime.js' };
  rmSync('dist/cjs', { recursive: true, force: true });
  mkdirSync('dist/cjs', { recursive: true });
  writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
  for (const [format, file] of Object.entries(formats)) {
    await build({
      platform: 'neutral',
      transform: { target: 'es2022' },
      input: 'src/runtime/index.ts',
      // Not minified: names in stacks are worth more here than bytes, and whoever gives a file a key may want to read it.
      output: { file, format, codeSplitting: false },
    });
  }
}

/**
 * Declarations for those who import the package: of what the library and the runtime name, and of nothing else. Those of
 * the runtime are there for CommonJS too, where a file has its folder's format.
 */
function types() {
  const all = `${cache}/types`;
  const tsc = require.resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json', '--outDir', all], { stdio: 'inherit' });
  copyDeclarations(all, 'dist/types', ['index.ts', 'runtime/index.ts']);
  copyDeclarations(all, 'dist/cjs/types', ['runtime/index.ts']);
}

/** Copies the declarations of modules, and of the modules that these name. */
function copyDeclarations(from, to, modules) {
  rmSync(to, { recursive: true, force: true });
  const wanted = new Set(modules);
  for (const module of wanted) {
    const file = module.replace(/\.ts$/, '.d.ts');
    const text = readFileSync(`${from}/${file}`, 'utf8');
    mkdirSync(dirname(`${to}/${file}`), { recursive: true });
    writeFileSync(`${to}/${file}`, text);
    for (const [, named] of text.matchAll(/(?:from |import\()'(\.[^']*)'/g)) wanted.add(join(dirname(module), named));
  }
}

function writeIfChanged(path, text) {
  if (read(path) !== text) writeFileSync(path, text);
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

mkdirSync(cache, { recursive: true });
rmSync(stamp, { force: true });
const steps = { kernel, rules, detection, page, bundle, runtime, types };
const chosen = Object.keys(steps).filter((name) => wanted.includes(name));
for (const [name, step] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`hexhound: building ${name}\n`);
  await step();
}
if (chosen.length === 0) writeFileSync(stamp, digest);
