import { INSPECT } from './api-key.ts';
import { type Configuration, configurationOf, type KeyOptions } from './configuration.ts';
import { KeyRing, type KeyRingOptions } from './key-ring.ts';
import type { SolveRequest } from './methods.ts';
import { type Service, serviceOf } from './service.ts';
import type { Solution } from './solution.ts';
import { type Log, SolveCall, type SolveOptions } from './solve.ts';
import { balanceOf, type Validation, validateKey } from './validate.ts';

export interface CaptchaAIOptions extends KeyRingOptions {
  /** Called with an event for each step of `solve`. Events hold neither keys nor solutions. */
  readonly log?: Log | undefined;
}

/**
 * A client of CaptchaAI: solves captchas, asks for the balance, and manages the keys. A key is sent only by https (or to
 * this machine), in the body of a POST, and after the request has been checked. No error, event or printed object holds
 * it.
 */
export class CaptchaAI {
  /** Rotates by itself and then emits `rotated`. */
  readonly keys: KeyRing;
  readonly #configuration: Configuration;
  readonly #service: Service;
  readonly #log: Log | undefined;

  /**
   * @param configuration from `fromEnvironment()`, or an object with the keys
   * @throws CaptchaAIError E_NO_KEY, E_BAD_KEY, E_BAD_URL, E_BAD_OPTION
   */
  constructor(configuration: Configuration | (KeyOptions & CaptchaAIOptions), options: CaptchaAIOptions = {}) {
    this.#configuration = configurationOf(configuration);
    const all: CaptchaAIOptions = { ...('primary' in configuration ? {} : configuration), ...options };
    this.#service = serviceOf(this.#configuration.baseUrl, all);
    this.keys = new KeyRing(this.#configuration, all);
    this.#log = all.log;
  }

  /** The address of the service. */
  get baseUrl(): string {
    return this.#configuration.baseUrl;
  }

  /**
   * Asks the service about the current key; the result has the balance when the key is active. Never rotates.
   * @returns `unknown` with a reason when the network or the service fails
   * @throws only `signal.reason`
   */
  validate(signal?: AbortSignal): Promise<Validation> {
    return validateKey(this.keys.current, this.#service, signal);
  }

  /**
   * Asks for the balance. Rotates when the key is rejected.
   * @throws CaptchaAIError E_REJECTED, E_RESTRICTED, E_NO_THREADS, E_BANNED, E_TIMEOUT, E_UNKNOWN; `signal.reason`
   */
  balance(signal?: AbortSignal): Promise<number> {
    return this.keys.use((key) => balanceOf(key, this.#service, signal));
  }

  /**
   * Solves one captcha: checks the request, submits it to in.php, and asks res.php until there is a solution. Rotates
   * when the key is rejected, and then submits again.
   *
   * @throws CaptchaAIError with any code of its type; `signal.reason`
   */
  async solve(request: SolveRequest, options: SolveOptions = {}): Promise<Solution> {
    return new SolveCall(request, this.keys, this.#service, { ...options, log: options.log ?? this.#log }).run();
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
