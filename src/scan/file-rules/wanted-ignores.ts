/** A `.gitignore` entry for files with secrets, and a path that git must then ignore. */
export interface WantedIgnore {
  /** The entry as written in a `.gitignore`. */
  readonly entry: string;
  /** A path to ask git about, relative to the project's folder. */
  readonly probe: string;
}

/** A kind of project, and the files with secrets that it may have. */
export interface Ecosystem {
  /** A file that only such a project has. The path before the match is the project's folder. */
  readonly marker: RegExp;
  /**
   * `used`: it reads `.env` files, or its manual recommends them; `possible`: its programs often read them; `no`: it uses
   * other files.
   */
  readonly dotenv: 'used' | 'possible' | 'no';
  readonly wanted: readonly WantedIgnore[];
}

const wanted = (entry: string, probe = entry): WantedIgnore => ({ entry, probe });

const file = (pattern: string): RegExp => new RegExp(`(?:^|/)(?:${pattern})$`);

/** Entries for every project with `.env` files. */
export const DOTENV_IGNORES: readonly WantedIgnore[] = [
  wanted('.env'),
  wanted('.env.local'),
  wanted('.env.production'),
];

/** Next.js, Vite and the frameworks built on them read `.env.<mode>.local`, with the settings of one machine. */
const MODE_LOCAL = [wanted('.env.*.local', '.env.production.local')];

/** From the templates and manuals of the frameworks. */
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
