// After `changeset version`: what names the version that users run gets the new one.
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const [file, place] of [
  ['action.yml', /(?<=description: Version of hexhound on npm\.\n +default: ).*/],
  ['README.md', /(?<=npx hexhound@)\d[\w.-]*/g],
  ['docs/ci.md', /(?<=hexhound@)\d[\w.-]*/g],
  ['docs/reports.md', /(?<=hexhound@)\d[\w.-]*/g],
]) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(place, version));
}
