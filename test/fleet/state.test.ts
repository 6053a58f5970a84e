import { expect, test } from 'vitest';
import { stateOfFailure } from '../../src/fleet/state.ts';

/** What git 2.39, its helpers and some hosts say. */
test.each([
  ['gone', "remote: Repository not found.\nfatal: repository 'https://github.com/acme/x.git/' not found"],
  ['gone', "fatal: '/srv/x.git' does not appear to be a git repository\nfatal: Could not read from remote repository."],
  [
    'gone',
    'ERROR: The project you were looking for could not be found.\nfatal: Could not read from remote repository.',
  ],
  ['no permission', "fatal: could not read Username for 'https://github.com': terminal prompts disabled"],
  ['no permission', "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://gitlab.com/x.git/'"],
  ['no permission', "fatal: unable to access 'https://x/': The requested URL returned error: 403"],
  ['no permission', 'git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.'],
  ['no permission', "fatal: detected dubious ownership in repository at '/srv/x'"],
  ['unreachable', "fatal: unable to access 'https://x/': Could not resolve host: x"],
  ['unreachable', "fatal: unable to access 'http://127.0.0.1:1/': Failed to connect to 127.0.0.1 port 1"],
  ['unreachable', "fatal: unable to access 'https://x/': The requested URL returned error: 429"],
  ['unreachable', "fatal: unable to access 'https://x/': The requested URL returned error: 503"],
  ['unreachable', 'error: RPC failed; curl 18 transfer closed\nfetch-pack: unexpected disconnect\nfatal: early EOF'],
  ['damaged', 'fatal: bad object 1234\nfatal: remote did not send all necessary objects'],
  ['damaged', 'error: inflate: data stream error (incorrect data check)\nfatal: index-pack failed'],
  ['disk full', 'error: unable to write file: No space left on device\nfatal: index-pack failed'],
  ['disk full', "error: cannot update ref 'refs/heads/main': couldn't write '/srv/x/refs/heads/main.lock'"],
  ['failed', 'fatal: something else'],
])('%s: %s', (state, stderr) => {
  expect(stateOfFailure(stderr).state).toBe(state);
});

test('of several lines the one that says why is told', () => {
  const stderr = 'fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output\n';
  expect(stateOfFailure(stderr)).toEqual({ state: 'disk full', detail: 'write error: No space left on device' });
});
