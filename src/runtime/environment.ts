import { Configuration } from './configuration.ts';
import { CaptchaAIError } from './error.ts';

/** The environment to read, and the names of the variables. */
export interface EnvironmentOptions {
  /** `process.env` unless given; a browser has none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Variable with the key: `CAPTCHAAI_API_KEY`. The same name with `_FILE` appended is the variable with a file's path. */
  readonly primary?: string;
  /** The same for the backup: `CAPTCHAAI_API_KEY_BACKUP`. */
  readonly backup?: string;
  /** Variable with the address of the service: `CAPTCHAAI_URL`. */
  readonly url?: string;
}

/** The part of Node.js' `process` that is used. It is looked up at run time, so that the module loads in browsers. */
interface Process {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly getBuiltinModule?: (id: 'node:fs') => FileSystem | undefined;
}

interface FileSystem {
  openSync(path: string, flags: 'r'): number;
  readSync(file: number, buffer: Uint8Array): number;
  closeSync(file: number): void;
}

/** A larger file holds more than one key. */
const MAX_FILE_BYTES = 4096;

/** The value of a setting, and where it came from. */
interface Setting {
  readonly text: string;
  readonly source: string;
}

/**
 * Reads the configuration from environment variables: `CAPTCHAAI_API_KEY`, and if set `CAPTCHAAI_API_KEY_BACKUP` and
 * `CAPTCHAAI_URL`. A key can also be in a file, as Docker secrets are: `CAPTCHAAI_API_KEY_FILE` and
 * `CAPTCHAAI_API_KEY_BACKUP_FILE` hold the path.
 *
 * @throws CaptchaAIError E_NO_KEY when there is no key, or its file cannot be read; E_BAD_KEY, E_BAD_URL, and
 *   E_BAD_OPTION for an invalid name of a variable. No message repeats a value.
 */
export function fromEnvironment(options: EnvironmentOptions = {}): Configuration {
  const env = options.env ?? currentProcess().env;
  if (env === undefined) {
    throw new CaptchaAIError('E_NO_KEY', 'no CaptchaAI key: there are no environment variables here', {
      advice: 'In a browser use new CaptchaAI({ key }), but never in a page that others open.',
    });
  }
  const names = {
    primary: nameOf(options, 'primary', 'CAPTCHAAI_API_KEY'),
    backup: nameOf(options, 'backup', 'CAPTCHAAI_API_KEY_BACKUP'),
    url: nameOf(options, 'url', 'CAPTCHAAI_URL'),
  };
  const primary = readKey(env, names.primary);
  if (primary === undefined) throw missing(names.primary);
  const backup = readKey(env, names.backup);
  return new Configuration(
    { key: primary.text, backup: backup?.text, url: env[names.url] },
    { key: primary.source, url: names.url, ...(backup === undefined ? {} : { backup: backup.source }) },
  );
}

function readKey(env: Readonly<Record<string, string | undefined>>, name: string): Setting | undefined {
  const direct = env[name]?.trim() ?? '';
  const path = env[`${name}_FILE`]?.trim() ?? '';
  if (direct !== '' && path !== '') {
    throw new CaptchaAIError('E_BAD_KEY', `${name} and ${name}_FILE are both set`, { advice: 'Unset one of them.' });
  }
  if (direct !== '') return { text: direct, source: name };
  return path === '' ? undefined : readKeyFile(path, `${name}_FILE`);
}

function readKeyFile(path: string, variable: string): Setting {
  const text = readFile(path, variable);
  if (text.trim() === '') throw new CaptchaAIError('E_NO_KEY', `no CaptchaAI key: the file of ${variable} is empty`);
  return { text, source: `the file of ${variable}` };
}

/** Errors do not repeat the path: it may be the key, set in the wrong variable. */
function readFile(path: string, variable: string): string {
  const files = currentProcess().getBuiltinModule?.('node:fs');
  if (files === undefined) {
    throw new CaptchaAIError('E_NO_KEY', `no CaptchaAI key: ${variable} names a file, and files cannot be read here`);
  }
  const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
  let length = 0;
  try {
    const file = files.openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && length < bytes.length; length += read) {
        read = files.readSync(file, bytes.subarray(length));
      }
    } finally {
      files.closeSync(file);
    }
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? ` (${thrown.code})` : '';
    throw new CaptchaAIError('E_NO_KEY', `no CaptchaAI key: the file that ${variable} names cannot be read${code}`);
  }
  if (length > MAX_FILE_BYTES) {
    throw new CaptchaAIError('E_BAD_KEY', `the file that ${variable} names is too long to hold one key`);
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}

function nameOf(options: EnvironmentOptions, option: 'primary' | 'backup' | 'url', usual: string): string {
  const name = options[option] ?? usual;
  // Somebody may give the key itself as the name: it must not be in the error.
  if (/^[A-Za-z_]\w*$/.test(name) && !/[A-Za-z0-9]{32}/.test(name)) return name;
  throw new CaptchaAIError('E_BAD_OPTION', `${option} must be the name of an environment variable, not a value`);
}

function missing(name: string): CaptchaAIError {
  return new CaptchaAIError('E_NO_KEY', `no CaptchaAI key: ${name} and ${name}_FILE are empty or not set`, {
    advice:
      `Set ${name}, or ${name}_FILE to the path of a file with the key. ` +
      'Node.js reads a .env file only when it is told to: node --env-file=.env',
  });
}

function currentProcess(): Process {
  return (globalThis as { readonly process?: Process }).process ?? {};
}
