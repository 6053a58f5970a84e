import { expect, test } from 'vitest';
import { gitEnvironment } from '../../src/fleet/credentials.ts';

const ENV = {
  PATH: '/bin',
  GITHUB_TOKEN: 'of github',
  GITEA_TOKEN: 'of gitea',
  HEXHOUND_FLEET: 'postgres://a:b@c/d',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'http.proxy',
  GIT_CONFIG_VALUE_0: 'proxy',
};

test('git gets the token of the host that it asks, as a header for that host, and no other token', () => {
  const env = gitEnvironment('https://github.com/acme/api.git', ENV);
  expect(env).toEqual({
    PATH: '/bin',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'http.proxy',
    GIT_CONFIG_VALUE_0: 'proxy',
    GIT_CONFIG_KEY_1: 'http.https://github.com/.extraHeader',
    GIT_CONFIG_VALUE_1: `Authorization: Basic ${Buffer.from(['x-access-token', ENV.GITHUB_TOKEN].join(':')).toString('base64')}`,
  });
});

test.each([
  ['https://git.example.org/acme/api.git', 'gitea', true],
  ['https://git.example.org/acme/api.git', undefined, false],
  ['https://github.com.example.org/acme/api.git', undefined, false],
  ['http://github.com/acme/api.git', undefined, false],
  ['git@github.com:acme/api.git', undefined, false],
  ['file:///srv/api.git', undefined, false],
] as const)('%s, listed by %s: a token is sent: %s', (url, kind, isSent) => {
  const env = gitEnvironment(url, ENV, kind);
  expect(env.GIT_CONFIG_COUNT).toBe(isSent ? '2' : '1');
  expect(JSON.stringify(env)).not.toContain('of git');
});
