import { INSPECT } from './api-key.ts';
import { type Configuration, configurationOf, type KeyOptions } from './configuration.ts';
import { KeyRing, type KeyRingOptions } from './key-ring.ts';
import type { SolveRequest } from './methods.ts';
import { type Service, serviceOf } from './service.ts';
import type { Solution } from './solution.ts';
import { type Log, type SolveOptions, Solving } from './solve.ts';
import { balanceOf, type Validation, validateKey } from './validate.ts';

export interface CaptchaAIOptions extends KeyRingOptions {
  /** Gets an object for each step of `solve`, with neither a key nor a solution in it. */
  readonly log?: Log | undefined;
}

/**
 * CaptchaAI for an application: its keys, their state, and captchas solved. A key leaves only by https (or to this
 * machine), in the body of a POST, and after the request has been checked; nothing that is thrown, logged or printed
 * holds it.
 */
export class CaptchaAI {
  /** Rotates by itself; `keys.on('rotated', ...)` tells when. */
  readonly keys: KeyRing;
  readonly #configuration: Configuration;
  readonly #service: Service;
  readonly #log: Log | undefined;

  /**
   * @param configuration from `fromEnvironment()`, or keys with what goes with them
   * @throws CaptchaAIError E_NO_KEY, E_BAD_KEY, E_BAD_URL, E_BAD_OPTION
   */
  constructor(configuration: Configuration | (KeyOptions & CaptchaAIOptions), options: CaptchaAIOptions = {}) {
    this.#configuration = configurationOf(configuration);
    const all: CaptchaAIOptions = { ...('primary' in configuration ? {} : configuration), ...options };
    this.#service = serviceOf(this.#configuration.baseUrl, all);
    this.keys = new KeyRing(this.#configuration, all);
    this.#log = all.log;
  }

  /** Where the service is asked. */
  get baseUrl(): string {
    return this.#configuration.baseUrl;
  }

  /**
   * What the service says about the key in use, with the balance when it is active. Never rotates.
   * @returns `unknown` with the reason for whatever the network and the service do
   * @throws only `signal.reason`
   */
  validate(signal?: AbortSignal): Promise<Validation> {
    return validateKey(this.keys.current, this.#service, signal);
  }

  /**
   * The balance; rotates when the key is rejected.
   * @throws CaptchaAIError E_REJECTED, E_RESTRICTED, E_NO_THREADS, E_BANNED, E_TIMEOUT, E_UNKNOWN; `signal.reason`
   */
  balance(signal?: AbortSignal): Promise<number> {
    return this.keys.use((key) => balanceOf(key, this.#service, signal));
  }

  /**
   * Solves one captcha: checks the request, submits it to in.php, and asks res.php until there is a solution. Rotates
   * when the key is rejected, and then submits once more.
   *
   * @throws CaptchaAIError with the codes that its type lists; `signal.reason`
   */
  async solve(request: SolveRequest, options: SolveOptions = {}): Promise<Solution> {
    return new Solving(request, this.keys, this.#service, { ...options, log: options.log ?? this.#log }).run();
  }

  toString(): string {
    return String(this.#configuration);
  }

  toJSON(): object {
    return { baseUrl: this.baseUrl, ...this.keys.toJSON() };
  }

  [INSPECT](): string {
    return this.toString();
  }
}
