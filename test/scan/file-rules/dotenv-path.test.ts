import { expect, test } from 'vitest';
import { dotenvKind } from '../../../src/scan/file-rules/dotenv-path.ts';

test.each([
  '.env',
  'apps/web/.env',
  '.env.local',
  '.env.production',
  '.env.development.local',
  '.env-prod',
  '.env_staging',
  '.env~',
  '.env.bak',
  '.env.keys',
  '.ENV',
  'prod.env',
  'docker/app.env',
  '.docker.env',
  '.dev.vars',
  '.dev.vars.staging',
  '.envs/.production/.django',
  'deploy/.envs/production',
])('%s holds real settings', (path) => {
  expect(dotenvKind(path)).toBe('real');
});

test.each(['.envrc', '.flaskenv', 'apps/api/.envrc', '.envs/.local/.django'])('%s is meant to be committed', (path) => {
  expect(dotenvKind(path)).toBe('shared');
});

test.each([
  '.env.example',
  '.env.local.example',
  '.env.example.local',
  '.env.production.sample',
  '.env.template',
  '.env.dist',
  '.env.defaults',
  '.env-example',
  'example.env',
  'docker/example.env',
  '.example.env',
  'prod.env.example',
  'env.example',
  'env-sample',
  'dot.env.example',
  '.dev.vars.example',
  '.envrc.example',
  '.flaskenv.sample',
  '.envs/.production/.django.example',
])('%s is an example', (path) => {
  expect(dotenvKind(path)).toBe('example');
});

test.each([
  '.env.vault',
  '.env.production.enc',
  '.env.sops',
  '.env.d.ts',
  'env.d.ts',
  '.env.ts',
  '.env.json',
  '.env.yaml',
  '.env.md',
  '.environment',
  '.env/bin/python',
  'env',
  'environment.example',
  'src/env.ts',
  'example.md',
])('%s is no such file', (path) => {
  expect(dotenvKind(path)).toBeUndefined();
});
