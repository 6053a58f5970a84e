import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The package as npm would publish it, installed into a project of its own, with others beside it. Returns the project's
 * folder, for the caller to delete.
 */
export function installPackage(...others: readonly string[]): string {
  const project = mkdtempSync(join(tmpdir(), 'hexhound-package-'));
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], {
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, join(project, filename), ...others], { cwd: project });
  return project;
}
