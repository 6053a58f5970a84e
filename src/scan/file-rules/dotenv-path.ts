import { baseName } from '../../files/path-parts.ts';

/**
 * Kinds of `.env` files, by name:
 * - `real`: holds one installation's settings and stays out of git (`.env`, `.env.local`, `prod.env`, `.dev.vars`);
 * - `shared`: meant to be committed, and so must hold no secret (`.flaskenv` by Flask's manual, `.envrc` by direnv's,
 *   `.envs/.local/` by the template of Django projects, whose `.envs/.production/` is real);
 * - `example`: a template of a real one (`.env.example`).
 */
export type DotenvKind = 'real' | 'shared' | 'example';

const EXAMPLE =
  /(?:^|[._-])(?:examples?|samples?|templates?|tmpl|tpl|dist|defaults?|schema|skel|stub|demo|placeholders?|ejs|hbs|j2|erb)(?:[._-]|$)/;

/** `.env`, `.env.local`, `.env-prod`, `.env~`; wrangler's `.dev.vars` and `.dev.vars.staging`. */
const DOTTED = /^\.(?:env|dev\.vars)(?:[._~-].*)?$/;

/** `prod.env`, `.docker.env`. */
const SUFFIXED = /^[^/]+\.env$/;

/** Templates whose name has no leading dot, or names the environment: `env.example`, `env-sample`, `prod.env.example`. */
const UNDOTTED = /(?:^|[._-])env[._-]/;

/** Files of a folder of such files, one for each service and stage. */
const IN_FOLDER = /(?:^|\/)\.envs\/(?:[^/]+\/)?[^/]+$/;
const LOCAL_STAGE = /\/\.?(?:local|dev|development|test|ci)\/[^/]+$/;

/** Endings of a `.env.*` that is encrypted (dotenv-vault, SOPS, GnuPG, age), or that is code, data or text of another format. */
const OTHER_FORMAT =
  /\.(?:vault|enc|encrypted|sops|gpg|pgp|asc|age|[cm]?[jt]sx?|json5?|jsonc|ya?ml|toml|xml|md|mdx|rst|py|rb|php|go|rs|java|kt|nix|ps1|sh|bash|zsh|fish|bat|lock|html?|css|png|svg)$/;

/** The kind of the file at `path` (POSIX separators), in any case; undefined if it is not a `.env` file. */
export function dotenvKind(path: string): DotenvKind | undefined {
  const name = baseName(path).toLowerCase();
  // This is called for every file, and nearly all end here.
  const isInFolder = path.includes('.envs/') && IN_FOLDER.test(path);
  if (!isInFolder && !name.includes('env') && !name.includes('.vars')) return undefined;
  if (OTHER_FORMAT.test(name)) return undefined;
  if (name === '.envrc' || name === '.flaskenv') return 'shared';
  const example = EXAMPLE.test(name);
  if (isInFolder) return example ? 'example' : LOCAL_STAGE.test(path.toLowerCase()) ? 'shared' : 'real';
  if (DOTTED.test(name) || SUFFIXED.test(name)) return example ? 'example' : 'real';
  return example && (UNDOTTED.test(name) || /^\.(?:envrc|flaskenv)[._-]/.test(name)) ? 'example' : undefined;
}
