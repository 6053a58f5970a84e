import { readBaseUrl } from '../model/base-url.ts';
import { ApiKey, INSPECT } from './api-key.ts';
import { CaptchaAIError } from './error.ts';
import { CAPTCHAAI } from './verifier.ts';

/** Keys as text, for programs that read them from elsewhere than the environment. */
export interface KeyOptions {
  readonly key: string;
  readonly backup?: string | undefined;
  /** Replaces `https://ocr.captchaai.com`; a file name at its end, such as `/in.php`, is removed. */
  readonly url?: string | undefined;
}

/** Checked keys and the address they are sent to. Printing it shows no key. */
export class Configuration {
  readonly primary: ApiKey;
  readonly backup: ApiKey | undefined;
  /** Without a slash at its end. */
  readonly baseUrl: string;

  /**
   * @param sources where each part came from, for error messages: names of variables
   * @throws CaptchaAIError E_NO_KEY, E_BAD_KEY, and E_BAD_URL for an address that a key must not be sent to
   */
  constructor(options: KeyOptions, sources: Partial<Readonly<Record<keyof KeyOptions, string>>> = {}) {
    const { key, backup, url } = options;
    this.primary = new ApiKey(key, 'primary', sources.key);
    this.backup = isGiven(backup) ? new ApiKey(backup, 'backup', sources.backup) : undefined;
    if (this.backup?.equals(this.primary) === true) {
      throw new CaptchaAIError('E_BAD_KEY', `${sources.backup ?? 'the backup key'} holds the same key as the primary`, {
        advice: 'Remove it, or set the key of another account.',
      });
    }
    this.baseUrl = baseUrlOf(
      isGiven(url) ? url.trim() : CAPTCHAAI.baseUrl,
      sources.url ?? 'the address of the service',
    );
  }

  /** Both keys, or the only one. */
  get keys(): readonly ApiKey[] {
    return this.backup === undefined ? [this.primary] : [this.primary, this.backup];
  }

  toString(): string {
    const keys = this.keys.map((key) => `${key.name} ${key}`).join(', ');
    return `CaptchaAI at ${new URL(this.baseUrl).host} (${keys})`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** The configuration that a constructor was given, checked. */
export function configurationOf(given: Configuration | KeyOptions): Configuration {
  if (typeof given !== 'object' || given === null) {
    throw new CaptchaAIError('E_NO_KEY', 'no CaptchaAI key: neither a configuration nor { key } was given', {
      advice: 'Use new CaptchaAI(fromEnvironment()).',
    });
  }
  if (given instanceof Configuration) return given;
  if (isConfiguration(given)) {
    const { primary, backup, baseUrl } = given;
    return new Configuration({ key: primary.reveal(), backup: backup?.reveal(), url: baseUrl });
  }
  return new Configuration(given);
}

/** Also for one of the other build (ESM or CommonJS), for which `instanceof` fails. */
function isConfiguration(given: Configuration | KeyOptions): given is Configuration {
  return 'primary' in given;
}

function baseUrlOf(text: string, source: string): string {
  const url = readBaseUrl(text);
  if (typeof url === 'string') throw new CaptchaAIError('E_BAD_URL', `${source} cannot be used: ${url}`);
  return url.href.replace(/\/$/, '');
}

/** CI systems set a variable without a value to the empty string. */
function isGiven(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
