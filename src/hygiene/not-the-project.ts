/** Folders whose manifests, settings and keys are test data or vendored, and say nothing about how the project is run. */
export const NOT_THE_PROJECT =
  /(?:^|\/)(?:__\w+__|e2e|examples?|fixtures?|node_modules|playgrounds?|samples?|specs?|templates?|testdata|tests?(?:[-_][\w-]*)?|third_party|vendor)\//;
