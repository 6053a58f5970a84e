import { setTimeout as pause } from 'node:timers/promises';
import type { EnvFile } from '../../files/env-file.ts';
import { DEFAULT_TIMEOUT_MS } from '../../model/network.ts';
import type { Secret } from '../../model/secret.ts';
import type { Judgement, Verifier } from '../../rules/verifiers/verifier.ts';
import { refusal } from '../../scan/verify/call.ts';
import { endpointFor } from '../../scan/verify/endpoint.ts';
import { baseUrlsFrom, DEFAULT_SPACING_MS } from '../../scan/verify/options.ts';
import { callWithRetries } from '../../scan/verify/verify.ts';
import type { GivenKey } from './given-key.ts';
import type { KeyIo } from './key-io.ts';

/** The result for one key. */
export interface Asked extends Judgement {
  /** The host that was asked; absent if none was. */
  readonly host?: string;
}

/** The calls of one service so far. */
interface ServiceCalls {
  readonly answers: { readonly secret: Secret; readonly asked: Asked }[];
  /** Why the service must not be called again. */
  stop?: string;
  wasCalled: boolean;
}

/** Asks services about keys, about each distinct key once. Prints the name of each host before it is called. */
export class Asker {
  readonly #baseUrls: Readonly<Record<string, string>>;
  readonly #env: KeyIo['env'];
  readonly #timeoutMs: number;
  readonly #stderr: NodeJS.WritableStream;
  readonly #calls = new Map<Verifier, ServiceCalls>();

  /** @throws HexhoundError E_CONFIG if the environment sets an address that a key must not be sent to */
  constructor({ env, stderr }: KeyIo, timeoutMs = DEFAULT_TIMEOUT_MS) {
    this.#baseUrls = baseUrlsFrom(env);
    this.#env = env;
    this.#timeoutMs = timeoutMs;
    this.#stderr = stderr;
  }

  /** Calls for keys of one service must not overlap: await the first before the second. */
  async ask(verifier: Verifier, given: Pick<GivenKey, 'secret' | 'beside'>): Promise<Asked> {
    const { secret } = given;
    const calls = this.#calls.get(verifier) ?? { answers: [], wasCalled: false };
    this.#calls.set(verifier, calls);
    const known = calls.answers.find((answer) => answer.secret.equals(secret));
    if (known !== undefined) return known.asked;
    const asked = refusal(verifier, secret) ?? (await this.#call(verifier, given, calls));
    calls.answers.push({ secret, asked });
    return asked;
  }

  async #call(
    verifier: Verifier,
    { secret, beside = {} }: Pick<GivenKey, 'secret' | 'beside'>,
    calls: ServiceCalls,
  ): Promise<Asked> {
    if (calls.stop !== undefined) {
      return { verification: { status: 'unknown', reason: `not asked: ${calls.stop}` } };
    }
    const endpoint = endpointFor(verifier, this.#baseUrls);
    if (calls.wasCalled) await pause(verifier.spacingMs ?? DEFAULT_SPACING_MS);
    calls.wasCalled = true;
    this.#stderr.write(`asking ${endpoint.host} about one ${verifier.title} key\n`);
    const env = { ...this.#env, ...accountIn(beside, verifier) };
    const judged = await callWithRetries(verifier, secret, endpoint, { timeoutMs: this.#timeoutMs, env });
    if (judged.stop !== undefined) calls.stop = judged.stop;
    return { ...judged, host: endpoint.host };
  }
}

/** The account's variables. Other variables of a `.env` file are ignored: the file of a stranger could name a proxy. */
function accountIn(variables: EnvFile['variables'], { account }: Verifier): EnvFile['variables'] {
  const names = account?.variables ?? [];
  return Object.fromEntries(names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
}
