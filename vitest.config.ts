import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const { version, homepage } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; homepage: string };

/** The built program, as users run it. */
const E2E = ['test/{e2e,hostile}/**/*.test.ts'];
/** The page of HTML reports in a real browser: `npm run test:browser`. */
const BROWSER = ['test/browser/**/*.test.ts'];
/** Processes and servers that are killed again and again: `npm run test:faults`. */
const FAULTS = ['test/faults/**/*.test.ts'];
/** What starts git, servers or other programs. A test of test/ci says which files are missing here. */
const INTEGRATION = [
  'test/{audit,bench,ci,cli,fleet,git,respond,runtime,setup}/**/*.test.ts',
  'test/scan/{sources,verify}/**/*.test.ts',
  'test/{architecture,files/{env-file,link-on-the-way,read-file,write},fuzz/{objects,repository}}.test.ts',
  'test/{index,scan/pipeline}.test.ts',
  'test/rules/verifiers/services.test.ts',
  'test/scan/archives/read-bundle.test.ts',
  'test/scan/config/find-config.test.ts',
  'test/scan/file-rules/gitignore.test.ts',
  'test/scan/suppress/{baseline,suppress}.test.ts',
  'test/syntax/gitignore.test.ts',
];

/** Each has some ten times what its slowest test needs on idle cores: a busy machine must not fail a test. */
function project(name: string, include: string[], exclude: string[], seconds: number): TestProjectInlineConfiguration {
  const limit = 1000 * seconds;
  return { extends: true, test: { name, include, exclude, testTimeout: limit, hookTimeout: limit } };
}

export default defineConfig({
  define: {
    __VERSION__: JSON.stringify(version),
    __HOMEPAGE__: JSON.stringify(homepage),
    __DATA__: JSON.stringify(new URL('dist/data/', import.meta.url).href),
    __THREADS__: JSON.stringify(new URL('dist/js/', import.meta.url).href),
    __PROGRAM__: JSON.stringify(new URL('dist/js/bin.js', import.meta.url).href),
    __BUILD__: JSON.stringify('test'),
  },
  test: {
    projects: [
      project('unit', ['test/**/*.test.ts'], [...INTEGRATION, ...E2E, ...BROWSER, ...FAULTS], 60),
      project('integration', INTEGRATION, [], 120),
      project('e2e', E2E, [], 180),
      project('browser', BROWSER, [], 180),
      project('faults', FAULTS, [], 1800),
    ],
    // Files of one worker share the modules that they import: a quarter of the time went into loading them again.
    isolate: false,
    // With a worker for each core, V8's own threads only wait for one: a seventh of the processor time.
    execArgv: ['--single-threaded-gc'],
    // Vitest leaves a core free, and many tests wait for a server that is slow on purpose.
    maxWorkers: availableParallelism() + 1,
    coverage: {
      // What the tests reach in their own processes, not what the built program does in its, nor a page in its browser.
      include: ['src/**/*.ts'],
      exclude: ['src/kernel/assembly/**', 'src/report/html/page/**', '**/generated.ts'],
      reporter: ['text-summary', 'html', 'json-summary', 'json'],
      // Held at what is reached. Of git's branches many are `?? 0` behind typed arrays, which nothing can reach.
      thresholds: {
        branches: 89,
        lines: 97,
        'src/scan/**': { branches: 93 },
        'src/git/**': { branches: 80 },
        'src/report/**': { branches: 95 },
      },
    },
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/hexhound/vitest.json' }]],
  },
});
