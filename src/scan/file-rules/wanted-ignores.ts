/** A `.gitignore` entry that keeps secrets out, and a path that it must make git ignore. */
export interface WantedIgnore {
  /** As it would stand in a `.gitignore`, to work in every folder below. */
  readonly entry: string;
  /** Relative to the folder of the project. */
  readonly probe: string;
}

/** What a folder's files say about the secrets that will lie about in it. */
export interface Ecosystem {
  /** A file that only such a project has; the match begins where the project's folder ends. */
  readonly marker: RegExp;
  /**
   * `used`: it reads `.env` files by itself, or its manual has one write them; `possible`: its programs often do; `no`:
   * it has other files of its own.
   */
  readonly dotenv: 'used' | 'possible' | 'no';
  readonly wanted: readonly WantedIgnore[];
}

const wanted = (entry: string, probe = entry): WantedIgnore => ({ entry, probe });

const file = (pattern: string): RegExp => new RegExp(`(?:^|/)(?:${pattern})$`);

/** What every project with `.env` files wants. */
export const DOTENV_IGNORES: readonly WantedIgnore[] = [
  wanted('.env'),
  wanted('.env.local'),
  wanted('.env.production'),
];

/** Settings of one machine on top of a mode's: Next.js, Vite and those built on them read `.env.<mode>.local`. */
const MODE_LOCAL = [wanted('.env.*.local', '.env.production.local')];

/** Taken from the frameworks' own starters and manuals. */
export const ECOSYSTEMS: readonly Ecosystem[] = [
  {
    marker: file('(?:next|vite|nuxt|svelte|astro|remix|react-router|gatsby|vue|rsbuild)\\.config\\.[cm]?[jt]s'),
    dotenv: 'used',
    wanted: MODE_LOCAL,
  },
  { marker: file('(?:docker-)?compose(?:\\.[\\w-]+)?\\.ya?ml'), dotenv: 'possible', wanted: [] },
  { marker: file('wrangler\\.(?:toml|jsonc?)'), dotenv: 'used', wanted: [wanted('.dev.vars')] },
  { marker: file('supabase/config\\.toml'), dotenv: 'used', wanted: [] },
  { marker: file('firebase\\.json'), dotenv: 'used', wanted: [wanted('.secret.local'), wanted('.runtimeconfig.json')] },
  { marker: file('eas\\.json'), dotenv: 'used', wanted: [wanted('credentials.json')] },
  { marker: file('artisan'), dotenv: 'used', wanted: [wanted('.env.backup'), wanted('auth.json')] },
  {
    marker: file('symfony\\.lock'),
    dotenv: 'used',
    wanted: [...MODE_LOCAL, wanted('config/secrets/prod/prod.decrypt.private.php')],
  },
  { marker: file('\\.env\\.vault'), dotenv: 'used', wanted: [wanted('.env.keys'), wanted('.env.me')] },
  {
    marker: file('config/credentials\\.yml\\.enc'),
    dotenv: 'possible',
    wanted: [wanted('config/master.key'), wanted('config/credentials/*.key', 'config/credentials/production.key')],
  },
  { marker: file('\\.streamlit/config\\.toml'), dotenv: 'possible', wanted: [wanted('.streamlit/secrets.toml')] },
  {
    marker: file('[^/]+\\.tf'),
    dotenv: 'no',
    wanted: [wanted('*.tfstate', 'terraform.tfstate'), wanted('.terraform/', '.terraform/environment')],
  },
  { marker: file('ansible\\.cfg'), dotenv: 'no', wanted: [wanted('.vault_pass')] },
  { marker: file('\\.actrc'), dotenv: 'no', wanted: [wanted('.secrets')] },
  { marker: file('pubspec\\.yaml'), dotenv: 'no', wanted: [wanted('android/key.properties')] },
  {
    marker: file(
      'package\\.json|deno\\.jsonc?|pyproject\\.toml|requirements\\.txt|Pipfile|manage\\.py|Gemfile|composer\\.json',
    ),
    dotenv: 'possible',
    wanted: [],
  },
];
