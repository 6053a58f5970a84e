/** Folders of tests, examples and of what somebody else wrote: nobody runs it as a part of the project. */
const ASIDE_FOLDERS: ReadonlySet<string> = new Set(
  `__fixtures__ __mocks__ __snapshots__ __tests__ androidtest bench benches benchmark benchmarks bower_components cassettes
  cypress demo demos deps e2e example examples external extern fixture fixtures integration-tests jvmtest mock mocks
  node_modules playground playgrounds pods quickstart sample samples site-packages snapshots snippets spec specs
  stories templates test test-data test-utils testbed testdata testing testlib tests testutil testutils third-party
  third_party thirdparty tutorial tutorials unittests vendor vendors venv`.split(/\s+/),
);

/** `core.Tests`, `smoke-test`, `commonTest`, `lib_examples`. */
const ASIDE_FOLDER = /(?:^|[._-])(?:unit|integration|smoke|functional)?(?:tests?|specs?|examples?|samples?)$/;
const ASIDE_CAMEL = /[a-z](?:Tests?|Specs?|Examples?|Samples?)$/;

const ASIDE_FILE = /(?:^|[._-])(?:tests?|specs?|e2e|fixtures?|mocks?|stories|examples?|samples?|cy|bench)[._-]/;
const TEST_CLASS = /[a-z0-9](?:Tests?|TestCase|TestBase|Specs?|IT|Mocks?|Fixtures?)\.[a-z]+$/;

/** Written by a program: bundles, lock files, what code generators leave. */
const GENERATED_FILE =
  /(?:[.-](?:min|bundle|chunk|generated|gen|pb|designer)\.[a-z]+|\.g\.dart|\.freezed\.dart|_pb2(?:_grpc)?\.py|\.d\.ts|(?:package-lock|npm-shrinkwrap)\.json|\.lock|\.map|\.snap)$/i;
const BUILT_FOLDER = /^(?:dist|build|out|target|_next|\.next|generated|gen|__generated__|locales?|i18n|translations?)$/;

const DOCUMENTATION_FOLDER = /^(?:docs?|documentation|website|guides?|manual)$/;

function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Lower case, without the dot; empty where there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Tests, fixtures, examples, vendored code. */
export function isAside(path: string): boolean {
  const name = baseName(path);
  return (
    ASIDE_FILE.test(name.toLowerCase()) ||
    TEST_CLASS.test(name) ||
    foldersOf(path).some((folder) => {
      const lower = folder.toLowerCase();
      return ASIDE_FOLDERS.has(lower) || ASIDE_FOLDER.test(lower) || ASIDE_CAMEL.test(folder);
    })
  );
}

/** What a program wrote, and what holds texts for people only. */
export function isGenerated(path: string): boolean {
  return GENERATED_FILE.test(baseName(path)) || foldersOf(path).some((folder) => BUILT_FOLDER.test(folder));
}

/** Below a folder of documentation. */
export function isInDocumentation(path: string): boolean {
  return foldersOf(path).some((folder) => DOCUMENTATION_FOLDER.test(folder.toLowerCase()));
}

/** Whether somebody of the project wrote this file, and it runs. */
export function isOwnCode(path: string): boolean {
  return !isAside(path) && !isGenerated(path) && !isInDocumentation(path);
}

/** Lines longer than a person writes: a bundle that is not named as one. */
export function isMinified(text: string): boolean {
  const head = text.slice(0, MINIFIED_HEAD);
  return head.length === MINIFIED_HEAD && head.split('\n').some((line) => line.length > LONGEST_LINE);
}

const MINIFIED_HEAD = 20_000;
const LONGEST_LINE = 5_000;

/** Lines of offsets that are asked for in rising order or not. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** From 1. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

/** Characters before a place that are looked at: a file can be one line. */
const LOOKED_BACK = 400;

/** What stands on the line before a place, its last part where it is long. */
export function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - LOOKED_BACK), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}
