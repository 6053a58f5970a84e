// After `changeset version`: what names the version that users run gets the new one.
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const [file, place] of [
  ['action.yml', /(?<=description: Version of hexhound on npm\.\n +default: ).*/],
  ['README.md', /(?<=hexhound@v?)\d[\w.-]*/g],
  // Of npm, of the Action, and of the address of a file at its tag.
  ['docs/ci.md', /(?<=hexhound(?:@v?|\/v))\d[\w.-]*/g],
  ['docs/ci/gitlab.yml', /(?<=HEXHOUND_VERSION: )\d[\w.-]*/],
  ['docs/reports.md', /(?<=hexhound@)\d[\w.-]*/g],
]) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(place, version));
}
