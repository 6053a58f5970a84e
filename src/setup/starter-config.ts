import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { CONFIG_FILES, findConfig } from '../scan/config/find-config.ts';
import type { Project } from './project.ts';

/** All of it is comments, which change nothing and show what can be configured. @internal exported for tests */
export const STARTER = `# What hexhound reports, and what it leaves out. Everything here is optional.

# Least confidence that is reported: high, medium or low.
# minConfidence: medium

# ignore:
#   # Files that are not looked at, as in .gitignore.
#   paths:
#     - test/fixtures/
#   # Values that are no secrets, wherever they stand, such as a documented test key.
#   values:
#     - 'documented-test-key-*'
#   # Findings that are accepted, one by one; reports show their fingerprints.
#   fingerprints:
#     - id: '00000000000000000000000000000000'
#       reason: replaced in March
#       expires: '2027-01-31'

# Comments such as hexhound-ignore count only with a reason: hexhound-ignore -- why
# requireReason: true
`;

/** Adds a configuration to start from, where there is none. */
export function planStarterConfig(project: Project): Change[] {
  if (findConfig(project.root) !== undefined) return [];
  const file = openFile(project, CONFIG_FILES[0] ?? 'hexhound.yaml');
  return [{ file, after: STARTER, executable: false, why: 'settings, all of them still comments' }];
}
