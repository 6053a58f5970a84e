import type { FeatureName } from './generated.ts';
import { readName } from './name-words.ts';

/** What the path of a file says about the bare keys in it. */
export type FileFeature = Extract<FeatureName, `file.${string}`>;

/** A file is of this kind if its name, its ending, one of its folders or the pattern fits. All lower case. */
interface Kind {
  readonly feature: FileFeature;
  readonly names?: ReadonlySet<string>;
  readonly endings?: ReadonlySet<string>;
  readonly folders?: ReadonlySet<string>;
  /** Of a folder. */
  readonly folder?: RegExp;
  readonly pattern?: RegExp;
}

/** The first kind that fits counts. */
const KINDS: readonly Kind[] = [
  {
    feature: 'file.lock',
    names: set(
      'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml go.sum go.mod packages.lock.json gradle.lockfile verification-metadata.xml package.resolved .terraform.lock.hcl',
    ),
    endings: set('lock lockb refactorlog'),
  },
  {
    feature: 'file.checksums',
    names: set('record manifest digest digests checksums .packlist integrity.json .hexhound-baseline.jsonl'),
    endings: set('md5 sha1 sha224 sha256 sha384 sha512 crc sfv distinfo zsync ed2k md5sums sha1sums sha256sums'),
    pattern: /^(?:md5|sha\d+|check)sums?\b|[._-](?:md5|sha\d+|check)sums?\b/,
  },
  { feature: 'file.vcs', folders: set('.svn .hg cvs _darcs') },
  {
    feature: 'file.project',
    endings: set(
      'meta unity prefab mat anim controller asset sln csproj vbproj vcxproj pbxproj xcscheme storyboard xib suo rdl rdlc wixproj wxs uasset tscn',
    ),
  },
  { feature: 'file.notebook', endings: set('ipynb') },
  {
    feature: 'file.env',
    names: set('.envrc .netrc .npmrc .pypirc credentials secrets.yml secrets.yaml secrets.toml secrets.json'),
    endings: set('env'),
    pattern: /^\.env\./,
  },
  {
    feature: 'file.generated',
    names: set('service-worker.js sw.js'),
    endings: set('map'),
    folders: set('node_modules bower_components site-packages vendor third_party dist _next'),
    pattern: /[.-](?:min|bundle|chunk)\.(?:js|css)$|(?:asset|assets|mix|rev|precache|chunk|build)-?manifest/,
  },
  {
    feature: 'file.translation',
    endings: set('po pot xlf xliff strings arb'),
    folders: set(
      'locale locales lang langs language languages i18n l10n translation translations localization localizations localisation',
    ),
    // Android's resources.
    folder: /^values-[a-z]{2,3}(?:-r[a-z]{2})?$/,
    // `messages_zh_CN.properties`, `fr.json`, `pt-BR.yml`.
    pattern:
      /^messages\.properties$|^(?:\w*(?:message|string|label|text|translation)s?[._-])?(?:cs|da|de|en|es|fi|fr|hu|ja|ko|nl|pl|pt|ru|sv|tr|uk|zh)(?:[_-][a-z]{2,4})?\.(?:properties|json|ya?ml|resx)$/,
  },
  {
    feature: 'file.recorded',
    endings: set('snap har golden pcap'),
    folders: set('cassettes __snapshots__ snapshots recordings vcr'),
  },
  // Parsers of URLs are given all that can stand in one.
  {
    feature: 'file.vectors',
    pattern:
      /test[._-]?vectors?|wycheproof|[._-]kat[._-]|^(?:test_?)?ur[il]s?[._-]?(?:pars\w*[._-]?)?(?:test|spec)|^test_ur[il]/,
  },
  {
    feature: 'file.data',
    endings: set('csv tsv sql log dump svg dat bib opml rss atom kml gpx out diff patch ics db'),
  },
  {
    feature: 'file.test',
    folders: set('test tests spec specs __tests__ testdata fixture fixtures mocks testing'),
    pattern: /[._-](?:test|spec)\.[a-z]+$|^test_/,
  },
  { feature: 'file.docs', endings: set('md mdx markdown rst adoc html htm tex'), folders: set('doc docs') },
  {
    feature: 'file.config',
    names: set(
      'crontab hosts inventory settings.py wp-config.php config.json config.js config.ts config.py config.php config.rb',
    ),
    endings: set('yaml yml toml ini conf cfg cnf config properties service tfvars plist'),
    pattern: /^appsettings.*\.json$|^\.[\w-]+rc$/,
  },
];

/** Files that hold keys and nothing else: `ckey.txt`, `~/.2captcha-api-key`. */
const KEY_FILE = /^\.?([a-z0-9_.-]*?)(?:\.(?:txt|lst|list|key|keys|token|secret|conf|cfg))?$/;

/** Lists of ids. The other files in `.git` have texts of people: configuration, hooks, messages. */
const IDS_IN_GIT = /^(?:packed-refs|shallow|[a-z_]*head)$/;

/** @param path with `/` between folders */
export function readPath(path: string): FileFeature | undefined {
  const folders = path.toLowerCase().split('/');
  const name = folders.pop() ?? '';
  if (folders.includes('.git')) {
    // The folders are those of git, branches and submodules, and say nothing.
    folders.length = 0;
    if (IDS_IN_GIT.test(name)) return 'file.vcs';
  }
  const ending = name.slice(name.lastIndexOf('.') + 1);
  for (const kind of KINDS) {
    if (kind.names?.has(name) || kind.endings?.has(ending) || kind.pattern?.test(name)) return kind.feature;
    if (folders.some((folder) => kind.folders?.has(folder) || kind.folder?.test(folder))) return kind.feature;
  }
  return undefined;
}

/** Whether its name says that a file holds keys. */
export function isKeyFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const stem = KEY_FILE.exec(name)?.[1] ?? '';
  // `config/master.key` of Rails.
  return stem.endsWith('ckey') || name.endsWith('.key') || /^(?:secret|key)$/.test(readName(stem).kind);
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
