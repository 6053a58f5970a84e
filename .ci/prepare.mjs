// What `npm start` and `npm test` do first: installs what package-lock.json names and builds, each only if it is needed.
// stdout is left to the program; a failure ends with 2, which says "could not scan", for 1 would say "findings".
import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** npm writes what it installed into a lock file of its own, at the end. Packages for other systems are not in there. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  let installed;
  try {
    installed = packagesOf('node_modules/.package-lock.json');
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = installed[path];
    return path === '' || (found === undefined ? optional === true : found.version === version);
  });
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

function run(command) {
  execSync(command, { stdio: ['ignore', 2, 2] });
}

try {
  if (!isInstalled()) {
    process.stderr.write('hexhound: installing packages (npm ci)\n');
    run('npm ci --loglevel=error');
  }
  run('node build.mjs --if-changed');
} catch (error) {
  process.stderr.write(`hexhound: ${error.message}\n`);
  process.exitCode = 2;
}
