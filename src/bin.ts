#!/usr/bin/env node
import { refusalOf } from './cli/node-version.ts';

// The rest is only loaded by a version of Node.js that can: nothing here is newer than `import()`.
const refusal = refusalOf(process.versions.node);
if (refusal === undefined) import('./cli.ts');
else {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 2;
}
