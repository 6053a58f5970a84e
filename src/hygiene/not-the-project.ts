/** Folders whose manifests and `.env` files are test data or vendored, and say nothing about how the project is run. */
export const NOT_THE_PROJECT =
  /(?:^|\/)(?:\.github|__\w+__|e2e|examples?|fixtures?|node_modules|playgrounds?|samples?|specs?|templates?|testdata|tests?|third_party|vendor)\//;
