// Runs the tests of pages in a browser that is there: CHROME_PATH names it, else it is looked for. Without one it ends with 2.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const env = process.env;

/** Programs that speak the protocol of Chromium, where their installers put them. */
const PLACES = [
  ...['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge'].flatMap((name) =>
    (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  ),
  ...['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  ...[env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].flatMap((folder = '') => [
    join(folder, 'Google/Chrome/Application/chrome.exe'),
    join(folder, 'Microsoft/Edge/Application/msedge.exe'),
  ]),
];

const wanted = env.CHROME_PATH;
const browser = wanted ? [wanted].find(existsSync) : PLACES.find(existsSync);
if (browser === undefined) {
  const why = wanted ? `there is no ${wanted}, which CHROME_PATH names` : 'there is no Chrome, Chromium or Edge';
  process.stderr.write(`hexhound: ${why}; CHROME_PATH=/path/to/browser npm run test:browser\n`);
  process.exitCode = 2;
} else {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'browser', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, vitest, { stdio: 'inherit', env: { ...env, CHROME_PATH: browser } });
  process.exitCode = status ?? 2;
}
