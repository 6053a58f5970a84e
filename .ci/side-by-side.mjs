// Runs scripts of package.json at the same time. Prints what each says once it has ended; fails if one does.
import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

for (const name of process.argv.slice(2)) {
  exec(scripts[name], { maxBuffer: Number.POSITIVE_INFINITY }, (error, stdout, stderr) => {
    process.stderr.write(`${stdout}${stderr}`);
    if (error === null) return;
    process.stderr.write(`npm run ${name}: failed (${scripts[name]})\n`);
    process.exitCode = 1;
  });
}
