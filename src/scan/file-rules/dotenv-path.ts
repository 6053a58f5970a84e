import { baseName } from '../../files/path-parts.ts';

/**
 * What a file of the `.env` family is for, by its name alone:
 * - `real`: holds one installation's settings and stays out of git (`.env`, `.env.local`, `prod.env`, `.dev.vars`);
 * - `shared`: meant to be committed, and so must hold no secret (`.flaskenv` by Flask's manual, `.envrc` by direnv's);
 * - `example`: a template of a real one (`.env.example`).
 */
export type DotenvKind = 'real' | 'shared' | 'example';

const EXAMPLE =
  /(?:^|[._-])(?:examples?|samples?|templates?|tmpl|tpl|dist|defaults?|schema|skel|stub|demo|placeholders?|ejs|hbs|j2|erb)(?:[._-]|$)/;

/** `.env`, `.env.local`, `.env-prod`, `.env~`; wrangler's `.dev.vars` and `.dev.vars.staging`. */
const DOTTED = /^\.(?:env|dev\.vars)(?:[._~-].*)?$/;

/** `prod.env`, `.docker.env`. */
const SUFFIXED = /^[^/]+\.env$/;

/** Templates whose name has lost the leading dot, or says what for: `env.example`, `env-sample`, `prod.env.example`. */
const UNDOTTED = /(?:^|[._-])env[._-]/;

/**
 * Endings that make a `.env.*` something else: encrypted on purpose (dotenv-vault, SOPS, GnuPG, age), or code, data and
 * text in a notation of their own.
 */
const OTHER_FORMAT =
  /\.(?:vault|enc|encrypted|sops|gpg|pgp|asc|age|[cm]?[jt]sx?|json5?|jsonc|ya?ml|toml|xml|md|mdx|rst|py|rb|php|go|rs|java|kt|nix|ps1|sh|bash|zsh|fish|bat|lock|html?|css|png|svg)$/;

/** What the file at `path` (POSIX separators) is for, `undefined` where it is not of the family. Case counts for nothing. */
export function dotenvKind(path: string): DotenvKind | undefined {
  const name = baseName(path).toLowerCase();
  // Asked for every file there is, and nearly none is one.
  if (!name.includes('env') && !name.includes('.vars')) return undefined;
  if (OTHER_FORMAT.test(name)) return undefined;
  if (name === '.envrc' || name === '.flaskenv') return 'shared';
  const example = EXAMPLE.test(name);
  if (DOTTED.test(name) || SUFFIXED.test(name)) return example ? 'example' : 'real';
  return example && (UNDOTTED.test(name) || /^\.(?:envrc|flaskenv)[._-]/.test(name)) ? 'example' : undefined;
}
