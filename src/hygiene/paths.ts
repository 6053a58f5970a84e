/**
 * What the path of a file says about who wrote the file and who runs it. All paths have `/` between folders and are
 * relative to the project's root. The words are those of the conventions of package managers, test runners and build
 * tools; what a path does not say is taken for the project's own.
 *
 * | the file is | asked with |
 * | --- | --- |
 * | a test, an example, or somebody else's | `isAside` |
 * | of the documentation | `isInDocumentation` |
 * | written by a program | `isGenerated` |
 * | a text that a program fills in | `isInTemplates` |
 * | none of these | `isOwnCode` |
 * | read or run with keys that open nothing | `isForShow` |
 */

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Of the last part of a path; lower case, without the dot; empty where there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Words that say so wherever they stand in a name: `core.Tests`, `smoke-test`, `lib_examples`, `docker-compose.test.yml`. */
const ASIDE_WORD =
  /(?:^|[._-])(?:bench|benchmarks?|demos?|dummy|e2e|examples?|fixtures?|mocks?|playgrounds?|quick-?start|samples?|snakeoil|specs?|test-?data|testing|tests?|testsuites?|testutils?|tutorials?)(?:[._-]|$)/;

/** `foo.spec` tells RPM and PyInstaller how to make a package. */
const PACKAGE_SPEC = /\.spec$/;

/** Folders of tests and examples whose names say so only as a whole: `user-stories` has no tests of a page. */
const ASIDE_FOLDERS: ReadonlySet<string> = new Set(
  'benches cassettes cypress snapshots snippets stories testbed testlib unittests'.split(' '),
);

/** Names that test runners give to folders of their own: `__tests__`, `__mocks__`. */
const RUNNER_FOLDER = /^__\w+__$/;

/** `dockerTest`, `commonTests`: source sets of Gradle and Maven, and what they are named after. */
const CAMEL_FOLDER = /[a-z](?:Tests?(?:[A-Z]|$)|(?:Specs?|Examples?|Samples?)$)/;

/** `SolverTest.java`, `SolverIT.java`. */
const TEST_CLASS = /[a-z0-9](?:Tests?|TestCase|TestBase|Specs?|IT|Mocks?|Fixtures?)\.[a-z]+$/;

/** Of Cypress and Storybook. */
const TEST_FILE = /\.(?:cy|stories)\.[a-z]+$/;

/** Folders into which package managers and people put what others wrote. */
const VENDORED_FOLDERS: ReadonlySet<string> = new Set(
  'bower_components node_modules site-packages third-party third_party thirdparty vendor vendored vendors venv'.split(
    ' ',
  ),
);

/** Below the top, the names are usual for code that talks to others: `src/external/`, FastAPI's `app/deps/`. */
const VENDORED_AT_TOP: ReadonlySet<string> = new Set(['deps', 'extern', 'external']);

/** Of CocoaPods; Kubernetes has `pods`. */
const COCOAPODS = 'Pods';

function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1);
}

/** Whether somebody else wrote what is at `path`, and it is here as a copy. */
export function isVendored(path: string): boolean {
  return foldersOf(path).some((folder, depth) => {
    const lower = folder.toLowerCase();
    return VENDORED_FOLDERS.has(lower) || folder === COCOAPODS || (depth === 0 && VENDORED_AT_TOP.has(lower));
  });
}

/** Whether a path leads to tests, examples, fixtures or vendored code, by the names of its folders and its own. */
export function isAside(path: string): boolean {
  const name = baseName(path);
  const lower = name.toLowerCase();
  const isTest = TEST_CLASS.test(name) || TEST_FILE.test(lower) || ASIDE_WORD.test(lower.replace(PACKAGE_SPEC, ''));
  return isTest || isInAside(path);
}

/** As `isAside`, by the folders alone: for files whose own names mean something else, such as `.env.example`. */
export function isInAside(path: string): boolean {
  return isVendored(path) || foldersOf(path).some(isAsideFolder);
}

function isAsideFolder(folder: string): boolean {
  const lower = folder.toLowerCase();
  return ASIDE_WORD.test(lower) || ASIDE_FOLDERS.has(lower) || RUNNER_FOLDER.test(folder) || CAMEL_FOLDER.test(folder);
}

const DOCUMENTATION_FOLDER = /^(?:docs?|documentation|guides?|manual)$/;

/** Whether a file is below a folder of documentation. */
export function isInDocumentation(path: string): boolean {
  return foldersOf(path).some((folder) => DOCUMENTATION_FOLDER.test(folder.toLowerCase()));
}

/** Bundles, lock files, what code generators leave. */
const GENERATED_FILE =
  /(?:[.-](?:min|bundle|chunk|generated|gen|pb|designer)\.[a-z]+|\.g\.dart|\.freezed\.dart|_pb2(?:_grpc)?\.py|\.d\.ts|(?:package-lock|npm-shrinkwrap)\.json|\.lock|\.map|\.snap)$/i;
const BUILT_FOLDER = /^(?:dist|build|out|target|_next|\.next|generated|gen|__generated__|locales?|i18n|translations?)$/;

/** Whether a program wrote a file, or it holds texts for people only. */
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
  return !isAside(path) && isInOwnFolder(path);
}

/** As `isOwnCode` for files whose own names mean something else, such as `.env.example`. */
export function isInOwnFolder(path: string): boolean {
  return !isInAside(path) && !isGenerated(path) && !isInDocumentation(path) && !isInTemplates(path);
}

/** What is set up for one run, or to be read: `ci/`, `docker-compose.ci.yml`, `.devcontainer/`, `docs-site/`. */
const SHOWN_WORD = /(?:^|[._-])(?:ci|devcontainer|docs?|documentation)(?:[._-]|$)/;

/** Whether what stands in a file is there to be shown or tried: keys in it are made up, or open nothing that lasts. */
export function isForShow(path: string): boolean {
  return isAside(path) || isInDocumentation(path) || SHOWN_WORD.test(path.toLowerCase().replaceAll('/', '.'));
}

/** Fewer than `isAside` knows: packages are published from `packages/testing`, and a `demo` has an `.env` of its own. */
const NO_PART_OF_PROJECT =
  /(?:^|\/)(?:\.github|__\w+__|e2e|examples?|fixtures?|node_modules|playgrounds?|samples?|specs?|templates?|testdata|tests?|third_party|vendor)\//;

/** Whether a manifest or an `.env` file says nothing about how the project is made and run. */
export function isNoPartOfProject(path: string): boolean {
  return NO_PART_OF_PROJECT.test(path);
}
