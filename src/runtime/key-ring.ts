import { type ApiKey, INSPECT, type KeyName, maskKeys } from './api-key.ts';
import { type Configuration, configurationOf, type KeyOptions } from './configuration.ts';
import { Emitter, type Listener } from './emitter.ts';
import { CaptchaAIError, isRejection } from './error.ts';
import { readMs, type Service, type ServiceOptions, serviceOf } from './service.ts';
import { type Validation, validateKey } from './validate.ts';

export interface KeyRingOptions extends ServiceOptions {
  /**
   * For how long nothing is asked once every key has been rejected; 60,000 unless given. CaptchaAI bans addresses that
   * go on with wrong keys.
   */
  readonly restMs?: number | undefined;
}

/** What a key ring tells. No event holds a key. */
export interface KeyRingEvents {
  /** The service does not take a key: once for each key, however many calls were under way with it. */
  readonly rejected: { readonly key: KeyName; readonly reason: string };
  /** Another key is used from now on. */
  readonly rotated: { readonly from: KeyName; readonly to: KeyName; readonly reason: string };
  /** Every key has been rejected. */
  readonly exhausted: { readonly reason: string };
}

const DEFAULT_REST_MS = 60_000;

/**
 * The keys of an application. Only a rejection (`E_REJECTED`) makes it rotate, by itself and once for all calls that
 * are under way: to the backup from the primary, or back after `rotate`. A key that is restricted, without free
 * threads, or that nothing is known about stays in use, since the backup would hide what needs mending.
 */
export class KeyRing {
  readonly #configuration: Configuration;
  readonly #service: Service;
  readonly #restMs: number;
  readonly #events = new Emitter<KeyRingEvents>();
  readonly #rejected = new Set<ApiKey>();
  #current: ApiKey;
  #exhausted: { readonly since: number; readonly error: CaptchaAIError } | undefined;

  /** @throws CaptchaAIError for keys, an address or options that cannot be used */
  constructor(configuration: Configuration | KeyOptions, options: KeyRingOptions = {}) {
    this.#configuration = configurationOf(configuration);
    this.#service = serviceOf(this.#configuration.baseUrl, options);
    this.#restMs = readMs('restMs', options.restMs, DEFAULT_REST_MS);
    this.#current = this.#configuration.primary;
  }

  /** The key in use. */
  get current(): ApiKey {
    return this.#current;
  }

  /** Both keys, or the only one. */
  get keys(): readonly ApiKey[] {
    return this.#configuration.keys;
  }

  /** @returns a function that ends it */
  on<Name extends keyof KeyRingEvents>(name: Name, listener: Listener<KeyRingEvents[Name]>): () => void {
    return this.#events.on(name, listener);
  }

  /**
   * Runs something with the key in use. When that throws a rejection, runs it once more with the other key, unless
   * that was rejected too; so it must be something that may be done twice.
   *
   * @param run throws `errorFromCode(...)` or anything with the code `E_REJECTED` when the service rejects the key
   * @throws whatever `run` throws; E_REJECTED without running it for `restMs` after every key was rejected
   */
  async use<T>(run: (key: ApiKey) => Promise<T>): Promise<T> {
    this.#rest();
    const tried = new Set<ApiKey>();
    for (;;) {
      const key = this.#current;
      tried.add(key);
      try {
        const result = await run(key);
        this.#accept(key);
        return result;
      } catch (thrown) {
        if (!isRejection(thrown)) throw thrown;
        this.#reject(key, reasonOf(thrown));
        if (tried.has(this.#current)) throw thrown;
      }
    }
  }

  /**
   * Asks the service about one key. Never rotates; a key that is found active or restricted counts as no longer rejected.
   * @throws CaptchaAIError E_NO_KEY when there is no such key; `signal.reason`
   */
  async testKey(name: KeyName, signal?: AbortSignal): Promise<Validation> {
    const key = this.keys.find((candidate) => candidate.name === name);
    if (key === undefined) throw new CaptchaAIError('E_NO_KEY', `there is no ${name === 'backup' ? name : 'such'} key`);
    const validation = await validateKey(key, this.#service, signal);
    if (validation.status === 'active' || validation.status === 'restricted') this.#accept(key);
    return validation;
  }

  /**
   * Changes to the other key, whatever is known about it.
   * @param reason for the event; keys in it are masked
   * @returns the key in use from now on
   * @throws CaptchaAIError E_NO_KEY when there is no other key
   */
  rotate(reason = 'asked for'): KeyName {
    const other = this.#other(this.#current);
    if (other === undefined) throw new CaptchaAIError('E_NO_KEY', 'there is no backup key to rotate to');
    this.#exhausted = undefined;
    this.#rejected.delete(other);
    this.#change(other, reason);
    return other.name;
  }

  toString(): string {
    return `KeyRing (${this.keys.map((key) => `${key.name} ${key}`).join(', ')}; ${this.#current.name} in use)`;
  }

  toJSON(): { readonly current: KeyName; readonly keys: Readonly<Record<string, string>> } {
    return {
      current: this.#current.name,
      keys: Object.fromEntries(this.keys.map((key) => [key.name, String(key)])),
    };
  }

  [INSPECT](): string {
    return this.toString();
  }

  /** A key that is taken after all ends the rest, and then the one in use gets its chance again too. */
  #accept(key: ApiKey): void {
    if (this.#exhausted === undefined) this.#rejected.delete(key);
    else this.#rejected.clear();
    this.#exhausted = undefined;
  }

  /** Of several calls under way with one key, the first to fail does it. */
  #reject(key: ApiKey, reason: string): void {
    if (this.#rejected.has(key)) return;
    this.#rejected.add(key);
    const masked = maskKeys(reason, this.keys);
    this.#events.emit('rejected', { key: key.name, reason: masked });
    if (key !== this.#current) return;
    const other = this.#other(key);
    if (other !== undefined && !this.#rejected.has(other)) {
      this.#change(other, masked);
      return;
    }
    const error = new CaptchaAIError('E_REJECTED', `every key has been rejected; the last time: ${masked}`);
    this.#exhausted = { since: performance.now(), error };
    this.#events.emit('exhausted', { reason: masked });
  }

  #change(to: ApiKey, reason: string): void {
    const from = this.#current;
    this.#current = to;
    this.#events.emit('rotated', { from: from.name, to: to.name, reason: maskKeys(reason, this.keys) });
  }

  #other(key: ApiKey): ApiKey | undefined {
    return this.keys.find((candidate) => candidate !== key);
  }

  /** After the rest every key gets its chance again: its account may have been put in order. */
  #rest(): void {
    if (this.#exhausted === undefined) return;
    const { since, error } = this.#exhausted;
    const left = this.#restMs - (performance.now() - since);
    if (left > 0) {
      throw new CaptchaAIError('E_REJECTED', error.reason, {
        advice: `Nothing is asked for another ${Math.ceil(left / 1000)} s; testKey asks at once.`,
        retryAfterMs: Math.ceil(left),
      });
    }
    this.#exhausted = undefined;
    this.#rejected.clear();
  }
}

function reasonOf(thrown: object): string {
  if ('reason' in thrown && typeof thrown.reason === 'string') return thrown.reason;
  return 'message' in thrown && typeof thrown.message === 'string' ? thrown.message : 'rejected';
}
