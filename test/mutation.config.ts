import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

/** The tests that are to fail when the code that finds and judges is changed: for stryker.config.json. */
export default defineConfig({
  define: base.define ?? {},
  test: {
    include: ['test/scan/{verdict,detect,suppress}/**/*.test.ts', 'test/scan/pipeline.test.ts'],
    setupFiles: ['test/mutation.setup.ts'],
    testTimeout: 0,
  },
});
