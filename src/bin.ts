#!/usr/bin/env node
import { keepCompiled } from './cli/compile-cache.ts';
import { refusalOf } from './cli/node-version.ts';

// Old versions of Node.js must be able to run this file: its newest feature is `import()`.
const refusal = refusalOf(process.versions.node);
if (refusal === undefined) {
  keepCompiled(process.env);
  import('./cli.ts');
} else {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 2;
}
