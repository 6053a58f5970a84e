import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

export default defineConfig({
  define: {
    __VERSION__: JSON.stringify(version),
    __WORKER__: JSON.stringify(new URL('dist/js/history-worker.js', import.meta.url).href),
    __BUILD__: JSON.stringify('test'),
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Real repositories are built and scanned; a loaded machine must not fail a test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Vitest leaves a core free, and many tests wait for a server that is slow on purpose.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/hexhound/vitest.json' }]],
  },
});
