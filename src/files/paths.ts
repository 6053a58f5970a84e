import { wordSet } from '../syntax/text.ts';
import { baseName } from './path-parts.ts';

/*
 * What the path of a file says about who wrote the file and who runs it. Paths are relative to the project's root, with
 * slashes. The names are those that package managers, test runners and build tools use, and people after them. A file whose
 * path says nothing is the project's own.
 */

/** Names of tests, examples and what belongs to them. */
const TEST_NAMES =
  'benchmarks?|demos?|e2e|examples?|fixtures?|mocks?|playgrounds?|quick-?start|samples?|specs?|test-?data|test-?utils?|testing|tests?|tutorials?';

/** Folders of tests and examples: by the whole name, or by its end, as in `core.Tests` and `lib_examples`. */
const TEST_FOLDER = new RegExp(
  `^(?:${TEST_NAMES}|bench|benches|cassettes|cypress|snapshots|snippets|stories|testbed|testlib)$|(?:^|[._-])(?:unit|integration|smoke|functional)?(?:tests?|specs?|examples?|samples?)$`,
);

/** Names that test runners give to folders of their own: `__tests__`, `__mocks__`. */
const RUNNER_FOLDER = /^__\w+__$/;

/** `dockerTest`, `testFixtures`: source sets of Gradle and Maven, and what is named as they are. */
const CAMEL_FOLDER = /[a-z](?:Tests?(?:[A-Z]|$)|(?:Specs?|Examples?|Samples?)$)|^test(?:Data|Fixtures?|Utils?)$/;

/** `solver.test.ts`, `test_solver.py`, `solver_test.go`. */
const TEST_FILE = /(?:^|[._-])(?:tests?|specs?|e2e|fixtures?|mocks?|examples?|samples?|bench)[._-]/;

/** Of Cypress and Storybook: `login.cy.ts`, `button.stories.tsx`. */
const RUNNER_FILE = /\.cy\.[a-z]+$|(?:^|\.)stories\.[a-z]+$/;

/** `SolverTest.java`, `SolverIT.java`. */
const TEST_CLASS = /[a-z0-9](?:Tests?|TestCase|TestBase|Specs?|IT|Mocks?|Fixtures?)\.[a-z]+$/;

/** Folders into which package managers and people put what others wrote. */
const VENDORED_FOLDERS: ReadonlySet<string> = wordSet(
  'bower_components node_modules site-packages third-party third_party thirdparty vendor vendored vendors venv',
);

/** Only at the root: in other folders these names are usual for own code (`src/external/`, FastAPI's `app/deps/`). */
const VENDORED_AT_ROOT: ReadonlySet<string> = new Set(['deps', 'extern', 'external']);

/** The folder of CocoaPods; `pods` is one of Kubernetes. */
const COCOAPODS = 'Pods';

/** GeeTest is a captcha: `GeeTest.cs` and `gee_test.py` are not tests. */
const GEETEST = /gee[_-]?test/gi;

function withoutGeeTest(path: string): string {
  return path.replaceAll(GEETEST, 'captcha');
}

function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1);
}

/** Whether a file is a copy of what somebody else wrote. */
function isVendored(path: string): boolean {
  return foldersOf(path).some((folder, depth) => {
    const lower = folder.toLowerCase();
    return VENDORED_FOLDERS.has(lower) || folder === COCOAPODS || (depth === 0 && VENDORED_AT_ROOT.has(lower));
  });
}

/** Whether a file is a test, an example, a fixture or vendored code, by the names of its folders and its own. */
export function isTestOrVendored(path: string): boolean {
  const name = withoutGeeTest(baseName(path));
  const lower = name.toLowerCase();
  return TEST_FILE.test(lower) || RUNNER_FILE.test(lower) || TEST_CLASS.test(name) || isInTestOrVendoredFolder(path);
}

/** The same by the names of the folders alone. */
export function isInTestOrVendoredFolder(path: string): boolean {
  return isVendored(path) || foldersOf(withoutGeeTest(path)).some(isTestFolder);
}

function isTestFolder(folder: string): boolean {
  return TEST_FOLDER.test(folder.toLowerCase()) || RUNNER_FOLDER.test(folder) || CAMEL_FOLDER.test(folder);
}

/** `Guide` and `Manual` with a capital are classes of a program. */
const DOCUMENTATION_FOLDER = /^(?:[Dd]ocs?|DOCS?|[Dd]ocumentation|guides?|manual)$/;

/** Whether a file is below a folder of documentation. */
export function isInDocumentation(path: string): boolean {
  return foldersOf(path).some((folder) => DOCUMENTATION_FOLDER.test(folder));
}

/** Bundles, lock files, output of code generators. */
const GENERATED_FILE =
  /(?:[.-](?:min|bundle|chunk|generated|gen|pb|designer)\.[a-z]+|\.g\.dart|\.freezed\.dart|_pb2(?:_grpc)?\.py|\.d\.ts|(?:package-lock|npm-shrinkwrap)\.json|\.lock|\.map|\.snap)$/i;
const BUILT_FOLDER = /^(?:dist|build|out|target|_next|\.next|generated|gen|__generated__|locales?|i18n|translations?)$/;

/** Whether a program wrote a file, or it has nothing but texts for people. @internal exported for tests */
export function isGenerated(path: string): boolean {
  return GENERATED_FILE.test(baseName(path)) || foldersOf(path).some((folder) => BUILT_FOLDER.test(folder));
}

/** Whether a file is in a folder of templates, from which a program makes the files that are used. */
export function isInTemplates(path: string): boolean {
  return foldersOf(path).some((folder) => folder.toLowerCase() === 'templates');
}

/** Whether a file is a page that a program fills in: `index.html.erb`. */
export function isPageTemplate(path: string): boolean {
  return /\.html?\.[a-z0-9]+$/i.test(baseName(path));
}

/** Whether a file is code that the project's authors wrote and that runs. */
export function isOwnCode(path: string): boolean {
  return !isTestOrVendored(path) && !isGenerated(path) && !isInDocumentation(path) && !isInTemplates(path);
}

/** Words anywhere in a name, for `isForShow`: `docker-compose.test.yml`, `demo-app`, `docs-site`. */
const SHOWN_WORD = new RegExp(
  `(?:^|[/._-])(?:${TEST_NAMES}|ci|devcontainer|docs?|documentation|dummy|snakeoil|testsuites?)(?:[/._-]|$)`,
);

/** `foo.spec` tells RPM and PyInstaller how to make a package. */
const PACKAGE_SPEC = /\.spec$/;

/**
 * Whether what a file sets up is an example or for tests, so that keys in it are made up or of no lasting value. More than
 * `isTestOrVendored`: a program called `test-runner` is own code, but a password in its Dockerfile is one for tests.
 */
export function isForShow(path: string): boolean {
  const words = withoutGeeTest(path).toLowerCase().replace(PACKAGE_SPEC, '');
  return isTestOrVendored(path) || isInDocumentation(path) || SHOWN_WORD.test(words);
}

/** Fewer names than for `isTestOrVendored`: packages are published from `packages/testing`, and a `demo` has an `.env` of its own. */
const NO_PART_OF_PROJECT =
  /(?:^|\/)(?:\.github|__\w+__|e2e|examples?|fixtures?|node_modules|playgrounds?|samples?|specs?|templates?|testdata|tests?|third_party|vendor)\//;

/** Whether a manifest or an `.env` file is not used to build and run the project. */
export function isNoPartOfProject(path: string): boolean {
  return NO_PART_OF_PROJECT.test(path);
}
