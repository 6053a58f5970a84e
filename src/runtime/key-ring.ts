import { type ApiKey, INSPECT, type KeyName, maskKeys } from './api-key.ts';
import { type Configuration, configurationOf, type KeyOptions } from './configuration.ts';
import { Emitter, type Listener } from './emitter.ts';
import { CaptchaAIError, isRejection } from './error.ts';
import { readMs, type Service, type ServiceOptions, serviceOf } from './service.ts';
import { type Validation, validateKey } from './validate.ts';

export interface KeyRingOptions extends ServiceOptions {
  /**
   * Milliseconds without any call after every key has been rejected; 60,000 unless given. CaptchaAI bans IP addresses
   * that go on using wrong keys.
   */
  readonly restMs?: number | undefined;
}

/** The events of a key ring. None holds a key. */
export interface KeyRingEvents {
  /** The service does not accept a key. Emitted once for each key, however many calls were using it. */
  readonly rejected: { readonly key: KeyName; readonly reason: string };
  /** The other key is used from now on. */
  readonly rotated: { readonly from: KeyName; readonly to: KeyName; readonly reason: string };
  /** Every key has been rejected. */
  readonly exhausted: { readonly reason: string };
}

const DEFAULT_REST_MS = 60_000;

/**
 * The keys of an application. It rotates by itself only when the service rejects a key (`E_REJECTED`), and once for all
 * calls in progress: from the primary to the backup, or back after `rotate`. A key that is restricted, has no free
 * threads, or could not be checked stays in use: the backup would hide a problem that has to be fixed.
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

  /** The current key. */
  get current(): ApiKey {
    return this.#current;
  }

  /** Both keys, or the only one. */
  get keys(): readonly ApiKey[] {
    return this.#configuration.keys;
  }

  /** @returns a function that removes the listener */
  on<Name extends keyof KeyRingEvents>(name: Name, listener: Listener<KeyRingEvents[Name]>): () => void {
    return this.#events.on(name, listener);
  }

  /**
   * Calls `run` with the current key. When the service rejects it, calls `run` again with the other key, unless that was
   * rejected too. So `run` must be something that may be done twice.
   *
   * @param run must throw `errorFromCode(...)`, or anything with the code `E_REJECTED`, when the service rejects the key
   * @throws whatever `run` throws; E_REJECTED without a call for `restMs` after every key was rejected
   */
  async use<T>(run: (key: ApiKey) => Promise<T>): Promise<T> {
    this.#refuseWhileResting();
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
   * Asks the service about one key. Never rotates. A key that is active or restricted no longer counts as rejected.
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
   * Changes to the other key, even if it was rejected.
   * @param reason for the event; keys in it are masked
   * @returns the name of the new current key
   * @throws CaptchaAIError E_NO_KEY when there is no other key
   */
  rotate(reason = 'requested by the application'): KeyName {
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

  /** When a key works after all keys were rejected, both count as usable again. */
  #accept(key: ApiKey): void {
    if (this.#exhausted === undefined) this.#rejected.delete(key);
    else this.#rejected.clear();
    this.#exhausted = undefined;
  }

  /** Of several calls in progress with one key, only the first that fails has an effect. */
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
    const error = new CaptchaAIError('E_REJECTED', `every key has been rejected; the last reason: ${masked}`);
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

  /** Throws while no call may be made. Afterwards every key is tried again: its account may have been fixed. */
  #refuseWhileResting(): void {
    if (this.#exhausted === undefined) return;
    const { since, error } = this.#exhausted;
    const left = this.#restMs - (performance.now() - since);
    if (left > 0) {
      throw new CaptchaAIError('E_REJECTED', error.reason, {
        advice: `No call is made for another ${Math.ceil(left / 1000)} s; testKey() calls at once.`,
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
