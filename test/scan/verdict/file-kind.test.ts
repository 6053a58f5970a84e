import { expect, test } from 'vitest';
import { isKeyFile, readPath } from '../../../src/scan/verdict/file-kind.ts';

const PATHS: Readonly<Record<string, string>> = {
  'file.lock': 'package-lock.json web/yarn.lock go.sum a/Cargo.lock flake.lock bun.lockb',
  'file.checksums': 'md5sums.txt dist/SHA256SUMS app.jar.md5 x.dist-info/RECORD checksums.txt MD5SUMS',
  'file.vcs': '.svn/entries a/.git/packed-refs',
  'file.project': 'Assets/a.prefab.meta App.sln src/App.csproj',
  'file.notebook': 'a.ipynb',
  'file.env': '.env .env.local prod.env .npmrc config/secrets.yml',
  'file.generated': 'app.min.js node_modules/a/b.js vendor/x.php asset-manifest.json dist/main.js',
  'file.translation':
    'a.po src/locales/de.json res/i18n/x.yml res/values-pt-rBR/strings.xml messages_zh_CN.properties a/pt-BR.yml fr.json login_messages_de.json',
  'file.recorded': 'test/cassettes/a.yml __snapshots__/a.snap',
  'file.vectors':
    'crypto/test_vectors.json wycheproof.json urltestdata.json url_test.go test_url.py UriParserTest.java',
  'file.data': 'dump.sql a.csv',
  'file.test': 'test/a.js a.spec.ts pkg/a_test.go test_a.py',
  'file.docs': 'README.md docs/a.txt',
  'file.config': 'config.yaml app.properties db.json.yml db.properties messages.yml appsettings.Development.json',
  undefined: 'src/main.c Makefile lock.c',
};

test.each(Object.entries(PATHS))('%s', (feature, paths) => {
  const read = paths.split(' ').map((path) => `${path}: ${readPath(path)}`);
  expect(read).toEqual(paths.split(' ').map((path) => `${path}: ${feature}`));
});

test('files named for keys', () => {
  const files = ['ckey.txt', 'a/api_keys.txt', '.2captcha-api-key', '.config/2captcha/api-key', 'token', 'Secret.txt'];
  const others = ['keyboard.txt', 'etags.txt', 'monkey', 'src/main.c', 'api_key.py', ''];
  expect([...files, ...others].filter(isKeyFile)).toEqual(files);
});
