import { wordSet } from '../syntax/text.ts';
import { baseName } from './path-parts.ts';

/*
 * What the path of a file says about who wrote the file and who runs it. Paths have `/` between folders and are relative
 * to the project's root. The names are those that package managers, test runners and build tools give, and people after
 * them; where a path says nothing, the file is the project's own.
 */

/** Names of what is there to test the project, or to show how it is used. */
const TRIAL =
  'benchmarks?|demos?|e2e|examples?|fixtures?|mocks?|playgrounds?|quick-?start|samples?|specs?|test-?data|test-?utils?|testing|tests?|tutorials?';

/** Folders of tests and examples: by the whole name, or by its end, as in `core.Tests` and `lib_examples`. */
const TRIAL_FOLDER = new RegExp(
  `^(?:${TRIAL}|bench|benches|cassettes|cypress|snapshots|snippets|stories|testbed|testlib)$|(?:^|[._-])(?:unit|integration|smoke|functional)?(?:tests?|specs?|examples?|samples?)$`,
);

/** Names that test runners give to folders of their own: `__tests__`, `__mocks__`. */
const RUNNER_FOLDER = /^__\w+__$/;

/** `dockerTest`, `testFixtures`: source sets of Gradle and Maven, and what is named as they are. */
const CAMEL_FOLDER = /[a-z](?:Tests?(?:[A-Z]|$)|(?:Specs?|Examples?|Samples?)$)|^test(?:Data|Fixtures?|Utils?)$/;

/** `solver.test.ts`, `test_solver.py`, `solver_test.go`. */
const TRIAL_FILE = /(?:^|[._-])(?:tests?|specs?|e2e|fixtures?|mocks?|examples?|samples?|bench)[._-]/;

/** Of Cypress and Storybook: `login.cy.ts`, `button.stories.tsx`. */
const RUNNER_FILE = /\.cy\.[a-z]+$|(?:^|\.)stories\.[a-z]+$/;

/** `SolverTest.java`, `SolverIT.java`. */
const TEST_CLASS = /[a-z0-9](?:Tests?|TestCase|TestBase|Specs?|IT|Mocks?|Fixtures?)\.[a-z]+$/;

/** Folders into which package managers and people put what others wrote. */
const VENDORED_FOLDERS: ReadonlySet<string> = wordSet(
  'bower_components node_modules site-packages third-party third_party thirdparty vendor vendored vendors venv',
);

/** Below the top, the names are usual for code that talks to others: `src/external/`, FastAPI's `app/deps/`. */
const VENDORED_AT_TOP: ReadonlySet<string> = new Set(['deps', 'extern', 'external']);

/** Of CocoaPods; Kubernetes has `pods`. */
const COCOAPODS = 'Pods';

/** GeeTest makes captchas: `GeeTest.cs` and `gee_test.py` solve them. */
const GEETEST = /gee[_-]?test/gi;

function withoutGeeTest(path: string): string {
  return path.replaceAll(GEETEST, 'captcha');
}

function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1);
}

/** Whether somebody else wrote what is at `path`, and it is here as a copy. */
function isVendored(path: string): boolean {
  return foldersOf(path).some((folder, depth) => {
    const lower = folder.toLowerCase();
    return VENDORED_FOLDERS.has(lower) || folder === COCOAPODS || (depth === 0 && VENDORED_AT_TOP.has(lower));
  });
}

/** Tests, examples, fixtures and vendored code, by the names of the folders and of the file. */
export function isAside(path: string): boolean {
  const name = withoutGeeTest(baseName(path));
  const lower = name.toLowerCase();
  return TRIAL_FILE.test(lower) || RUNNER_FILE.test(lower) || TEST_CLASS.test(name) || isInAside(path);
}

/** As `isAside`, by the folders alone. */
export function isInAside(path: string): boolean {
  return isVendored(path) || foldersOf(withoutGeeTest(path)).some(isTrialFolder);
}

function isTrialFolder(folder: string): boolean {
  return TRIAL_FOLDER.test(folder.toLowerCase()) || RUNNER_FOLDER.test(folder) || CAMEL_FOLDER.test(folder);
}

/** Where `Guide` and `Manual` are classes of the program, they are written so. */
const DOCUMENTATION_FOLDER = /^(?:[Dd]ocs?|DOCS?|[Dd]ocumentation|guides?|manual)$/;

/** Whether a file is below a folder of documentation. */
export function isInDocumentation(path: string): boolean {
  return foldersOf(path).some((folder) => DOCUMENTATION_FOLDER.test(folder));
}

/** Bundles, lock files, what code generators leave. */
const GENERATED_FILE =
  /(?:[.-](?:min|bundle|chunk|generated|gen|pb|designer)\.[a-z]+|\.g\.dart|\.freezed\.dart|_pb2(?:_grpc)?\.py|\.d\.ts|(?:package-lock|npm-shrinkwrap)\.json|\.lock|\.map|\.snap)$/i;
const BUILT_FOLDER = /^(?:dist|build|out|target|_next|\.next|generated|gen|__generated__|locales?|i18n|translations?)$/;

/** Whether a program wrote a file, or it holds texts for people only. @internal exported for tests */
export function isGenerated(path: string): boolean {
  return GENERATED_FILE.test(baseName(path)) || foldersOf(path).some((folder) => BUILT_FOLDER.test(folder));
}

/** Whether a file is below a folder of templates, from which a program makes the files that are used. */
export function isInTemplates(path: string): boolean {
  return foldersOf(path).some((folder) => folder.toLowerCase() === 'templates');
}

/** Pages that a program fills in: `index.html.erb`. */
export function isPageTemplate(path: string): boolean {
  return /\.html?\.[a-z0-9]+$/i.test(baseName(path));
}

/** Whether somebody of the project wrote this file, and it runs. */
export function isOwnCode(path: string): boolean {
  return !isAside(path) && !isGenerated(path) && !isInDocumentation(path) && !isInTemplates(path);
}

/** Words that say so anywhere in a name: `docker-compose.test.yml`, `demo-app`, `docs-site`. */
const SHOWN_WORD = new RegExp(
  `(?:^|[/._-])(?:${TRIAL}|ci|devcontainer|docs?|documentation|dummy|snakeoil|testsuites?)(?:[/._-]|$)`,
);

/** `foo.spec` tells RPM and PyInstaller how to make a package. */
const PACKAGE_SPEC = /\.spec$/;

/**
 * Whether what a file sets up is there to be shown or tried, so that keys in it are made up or open nothing that lasts.
 * More than `isAside`: a program called `test-runner` runs, a Dockerfile in its folder that holds a password is for tests.
 */
export function isForShow(path: string): boolean {
  const words = withoutGeeTest(path).toLowerCase().replace(PACKAGE_SPEC, '');
  return isAside(path) || isInDocumentation(path) || SHOWN_WORD.test(words);
}

/** Fewer than `isAside` knows: packages are published from `packages/testing`, and a `demo` has an `.env` of its own. */
const NO_PART_OF_PROJECT =
  /(?:^|\/)(?:\.github|__\w+__|e2e|examples?|fixtures?|node_modules|playgrounds?|samples?|specs?|templates?|testdata|tests?|third_party|vendor)\//;

/** Whether a manifest or an `.env` file says nothing about how the project is made and run. */
export function isNoPartOfProject(path: string): boolean {
  return NO_PART_OF_PROJECT.test(path);
}
