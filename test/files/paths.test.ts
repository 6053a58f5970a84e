import { describe, expect, test } from 'vitest';
import {
  isForShow,
  isGenerated,
  isInDocumentation,
  isInTemplates,
  isInTestOrVendoredFolder,
  isNoPartOfProject,
  isOwnCode,
  isPageTemplate,
  isTestOrVendored,
} from '../../src/files/paths.ts';

/** Each by itself. */
function list(paths: string): string[] {
  return paths.trim().split(/\s+/);
}

/** What the path is, most telling first; `own` where nothing else is so. */
function kindOf(path: string): string {
  if (isTestOrVendored(path)) return 'aside';
  if (isGenerated(path)) return 'generated';
  if (isInDocumentation(path)) return 'documentation';
  return isInTemplates(path) ? 'template' : 'own';
}

const KINDS = {
  aside: `
    test/a.ts tests/unit/a.py src/__tests__/a.ts src/__e2e__/setup.ts spec/a_spec.rb testing/a.go testdata/a.yml test-data/a.json
    Core.Tests/A.cs smoke-test/a.sh lib_examples/a.c api-specs/a.ts integrationtests/a.py src/commonTest/kotlin/A.kt
    src/integrationTests/java/A.java src/dockerTestData/a.yml src/testFixtures/A.java app/androidTest/A.kt
    examples/a.ts example/a.ts Samples/A.cs demo/a.js demos/a.js playground/a.ts tutorials/a.py quickstart/a.go
    fixtures/a.json mocks/a.ts __mocks__/a.ts cassettes/a.yml __snapshots__/a.txt cypress/support/a.ts benches/a.rs benchmark/a.js
    a.test.ts a.spec.js a_test.go test_a.py a.e2e.ts login.cy.ts a.stories.tsx badge/stories.tsx a.mock.ts sample-a.py .env.test.local
    src/SolverTest.java src/SolverIT.java src/SolverTests.cs src/SolverSpec.scala src/BaseTestCase.php
    node_modules/a/index.js lib/node_modules/a.js vendor/a/b.go src/vendor/a.js third_party/a.c 3/thirdparty/a.c
    bower_components/a.js venv/lib/a.py lib/python3.12/site-packages/a.py Pods/A/a.m ios/Pods/A/a.m
    deps/lua/lua.c external/zlib/a.c extern/a.c`,
  generated: `
    dist/a.js build/a.js out/a.js target/a.java a.min.js a-min.css a.bundle.js a.chunk.js a.generated.ts a.pb.go a_pb2.py
    a_pb2_grpc.py a.g.dart a.d.ts package-lock.json Cargo.lock a.js.map a.snap src/i18n/de.ts locales/de.json .next/a.js`,
  documentation: `docs/a.ts doc/a.py src/docs/a.ts Documentation/a.rst guides/a.rb guide/a.js manual/a.xml Docs/A.cs`,
  template: `templates/a.ts chart/templates/secret.yaml app/Templates/a.cs`,
  own: `
    a.ts src/a.ts src/index.js app/__init__.py src/__main__.py .env.example .env docker-compose.test deploy.sh
    src/test-runner/a.ts packages/playground-preview/a.ts src/tutorial-mode/a.ts vendor-portal/a.ts src/vendor-api.ts
    src/external/openai.ts app/deps/auth.py lib/extern/a.ts src/pods/a.go src/latest/a.ts src/contest.ts src/attest/a.go
    src/Solvers/GeeTest.cs src/geetest/a.py src/gee_test.py geeTest/a.ts src/MovieImport/Manual/A.cs src/Guide/A.cs
    src/inspect.ts src/specialist.ts src/cy.ts user-stories/a.ts distribution/a.ts website/a.ts src/docs.ts src/TestApi.cs`,
} as const;

describe.each(Object.entries(KINDS))('%s', (kind, paths) => {
  test.each(list(paths))('%s', (path) => {
    expect(kindOf(path)).toBe(kind);
    expect(isOwnCode(path)).toBe(kind === 'own');
  });
});

test('a path can be of several kinds', () => {
  const both = ['docs/examples/a.ts', 'test/dist/a.js', 'vendor/docs/a.ts'];
  expect(both.map(isTestOrVendored)).toEqual([true, true, true]);
  expect(both.map(isInDocumentation)).toEqual([true, false, true]);
  expect(both.map(isGenerated)).toEqual([false, true, false]);
});

test.each(list('a.test.ts test/ tests/a.ts ci/a.test.ts vendor/a b_test.go docs/a.ts'))(
  'the name of the file counts for isTestOrVendored only: %s',
  (path) => {
    expect(isInTestOrVendoredFolder(path)).toBe(/^(?:test|tests|vendor)\//.test(path));
  },
);

test.each(
  list(`
    docker-compose.test.yml docker-compose.ci.yml docker-compose.demo.yml Dockerfile.test secret.yaml.sample .env.example .env.test
    ci/a.yml .devcontainer/docker-compose.yml docs-site/Dockerfile api-docs.json demo-app/Dockerfile test-runner/Dockerfile
    playground-ui/Dockerfile e2e/Dockerfile certs/ssl-cert-snakeoil.key dummy/a.pem test docs CI/a.yml
    k8s/examples/a.yaml vendor/a.yml docs/a.yml guides/a.yml quick-start/a.yml quickstart.yml testsuite/a.yml src/dockerTest/a.yml`),
)('%s is for show', (path) => {
  expect(isForShow(path)).toBe(true);
});

test.each(
  list(`
    docker-compose.yml Dockerfile k8s/secret.yaml chart/templates/secret.yaml app/__init__.py src/__main__.py rpm/app.spec
    deploy/prod.env circle/a.yml special/a.yml contest/Dockerfile latest/Dockerfile website/Dockerfile vendor-portal/Dockerfile
    src/external/a.yml k8s/pods/a.yaml src/GeeTestTask.cs gee-test/Dockerfile services/ScheduleTestCommand.php doctor/a.yml`),
)('%s is not for show', (path) => {
  expect(isForShow(path)).toBe(false);
});

test('all that is aside or documentation is for show', () => {
  const paths = [...list(KINDS.aside), ...list(KINDS.documentation)];
  expect(paths.filter((path) => !isForShow(path))).toEqual([]);
});

test.each(
  list(
    'test/package.json examples/a/package.json a/node_modules/b/package.json .github/package.json templates/a/.env x/__a__/go.mod',
  ),
)('%s is no part of the project', (path) => {
  expect(isNoPartOfProject(path)).toBe(true);
});

test.each(
  list(
    'package.json packages/testing/package.json demo/.env docs/package.json ci/.env test a.test/package.json .env.example',
  ),
)('%s is a part of the project', (path) => {
  expect(isNoPartOfProject(path)).toBe(false);
});

test('templates of pages', () => {
  const paths = list('a.html.erb views/a.htm.j2 A.HTML.Twig a.html a.erb html.d/a.ts');
  expect(paths.filter(isPageTemplate)).toEqual(['a.html.erb', 'views/a.htm.j2', 'A.HTML.Twig']);
});
