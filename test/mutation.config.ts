import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

/**
 * The tests that are to fail when the code that finds and judges is changed: those beside it, for stryker.config.json runs
 * them thousands of times. None starts a program.
 */
export default defineConfig({
  define: base.define ?? {},
  test: {
    include: ['test/scan/{verdict,detect,suppress}/**/*.test.ts'],
    setupFiles: ['test/mutation.setup.ts'],
    env: { PROPERTY_RUNS: '0.1' },
    testTimeout: 0,
  },
});
