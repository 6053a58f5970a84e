/** Folders whose manifests and `.env` files are test data or vendored, and say nothing about how the project is run. */
export const NOT_THE_PROJECT =
  /(?:^|\/)(?:\.github|__\w+__|e2e|examples?|fixtures?|node_modules|playgrounds?|samples?|specs?|templates?|testdata|tests?|third_party|vendor)\//;

/** Names of folders and files that say that nobody runs what is in them with keys that are worth anything. */
const FOR_SHOW =
  /(?:^|[-_.])(?:__\w+__|benchmarks?|ci|demos?|devcontainer|docs?|documentation|dummy|e2e|examples?|fixtures?|mocks?|node_modules|playgrounds?|quick-?start|samples?|snakeoil|specs?|testdata|testing|tests?|testsuites?|third_party|tutorials?|vendor(?:ed)?)(?:[-_.]|$)/i;

/** `dockerTest`, `integrationTests`: source sets of Gradle and Maven. */
const CAMEL_TEST = /[a-z]Tests?(?:[A-Z]|$)/;

/** Whether the file at `path` is test data, an example, documentation or vendored, by the words of its path. */
export function isForShow(path: string): boolean {
  return path.split('/').some((name) => FOR_SHOW.test(name) || CAMEL_TEST.test(name));
}
