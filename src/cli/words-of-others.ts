/*
 * What people type who come from another scanner: gitleaks (cmd/detect.go, protect.go, directory.go, git.go), trufflehog
 * (main.go), detect-secrets (core/usage), ggshield.
 */

/** Our command, with its arguments if there are always the same, by the name that others have for it. */
export const COMMANDS_OF_OTHERS: Readonly<Record<string, string>> = {
  detect: 'history',
  git: 'history',
  repo: 'history',
  protect: 'staged',
  'pre-commit': 'staged',
  dir: 'scan',
  directory: 'scan',
  file: 'scan',
  files: 'scan',
  filesystem: 'scan',
  path: 'scan',
  secret: 'scan',
  pipe: 'stdin',
  install: 'init',
  hook: 'init',
  'install-hook': 'init',
  allowlist: 'baseline',
  ignore: 'baseline',
};

/**
 * What stands here in place of a flag, by its name: a flag; a command; `PATH` or `REVISION` for an argument; or, where
 * nothing has to be said, the reason.
 */
export const FLAGS_OF_OTHERS: Readonly<Record<string, string>> = {
  '--baseline-path': '--baseline',
  '--changed': 'staged',
  '--config': '--config',
  '--directory': 'PATH',
  '--enable-rule': 'nothing: ignore.rules in hexhound.yaml switches rules off',
  '--exit-code': '--exit-code',
  '--exclude-detectors': 'nothing: ignore.rules in hexhound.yaml switches rules off',
  '--exclude-files': '--exclude',
  '--exclude-globs': '--exclude',
  '--exclude-paths': '--exclude',
  '--fail': 'nothing: the exit code is 1 when there are findings',
  '--include-paths': '--include',
  '--json': '--format=json',
  '--log-opts': 'REVISION',
  '--no-banner': 'nothing: there is no banner',
  '--no-color': '--color=never',
  '--no-git': 'scan',
  '--no-update': 'nothing: it does not update itself',
  '--no-verification': 'nothing: no service is asked without --verify',
  '--only-verified': '--verify',
  '--pipe': 'stdin',
  '--redact': 'nothing: secrets are masked',
  '--report-format': '--format',
  '--report-path': '--output',
  '--repo': 'PATH',
  '--silent': '--quiet',
  '--source': 'PATH',
  '--staged': 'staged',
  '--verbose': 'nothing: every finding is shown',
  '-b': '--baseline',
  '-c': '--config',
  '-f': '--format',
  '-r': '--output',
  '-s': 'PATH',
  '-v': 'nothing: every finding is shown',
};

/** Flags of others that take no value. */
export const SWITCHES_OF_OTHERS: ReadonlySet<string> = new Set(
  Object.entries(FLAGS_OF_OTHERS).flatMap(([flag, ours]) =>
    /^(?:[a-z]+$|nothing|--json)/.test(ours) || /=|^--(?:verify|quiet)$/.test(ours) ? [flag] : [],
  ),
);
