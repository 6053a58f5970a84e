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

/** What came of one key, and where that was asked; without `host` nobody was. */
export interface Asked extends Judgement {
  readonly host?: string;
}

/** What one service was asked so far. */
interface Line {
  readonly answers: { readonly secret: Secret; readonly asked: Asked }[];
  stop?: string;
  wasCalled: boolean;
}

/** Asks about each distinct key once, a service's keys one after the other, and names each host before it is called. */
export class Asker {
  readonly #baseUrls: Readonly<Record<string, string>>;
  readonly #env: KeyIo['env'];
  readonly #timeoutMs: number;
  readonly #stderr: NodeJS.WritableStream;
  readonly #lines = new Map<Verifier, Line>();

  /** @throws HexhoundError E_CONFIG at once for an address that a key must not be sent to */
  constructor({ env, stderr }: KeyIo, timeoutMs = DEFAULT_TIMEOUT_MS) {
    this.#baseUrls = baseUrlsFrom(env);
    this.#env = env;
    this.#timeoutMs = timeoutMs;
    this.#stderr = stderr;
  }

  /** Two questions about one service's keys must not overlap: the second waits for the first. */
  async ask(verifier: Verifier, given: Pick<GivenKey, 'secret' | 'beside'>): Promise<Asked> {
    const { secret } = given;
    const line = this.#lines.get(verifier) ?? { answers: [], wasCalled: false };
    this.#lines.set(verifier, line);
    const known = line.answers.find((answer) => answer.secret.equals(secret));
    if (known !== undefined) return known.asked;
    const asked = refusal(verifier, secret) ?? (await this.#call(verifier, given, line));
    line.answers.push({ secret, asked });
    return asked;
  }

  async #call(
    verifier: Verifier,
    { secret, beside = {} }: Pick<GivenKey, 'secret' | 'beside'>,
    line: Line,
  ): Promise<Asked> {
    if (line.stop !== undefined) {
      return { verification: { status: 'unknown', reason: `not asked: ${line.stop}` } };
    }
    const endpoint = endpointFor(verifier, this.#baseUrls);
    if (line.wasCalled) await pause(verifier.spacingMs ?? DEFAULT_SPACING_MS);
    line.wasCalled = true;
    this.#stderr.write(`asking ${endpoint.host} about one ${verifier.title} key\n`);
    const env = { ...this.#env, ...accountIn(beside, verifier) };
    const judged = await callWithRetries(verifier, secret, endpoint, { timeoutMs: this.#timeoutMs, env });
    if (judged.stop !== undefined) line.stop = judged.stop;
    return { ...judged, host: endpoint.host };
  }
}

/** Nothing else of a `.env` file counts for a call: it may be somebody else's, and name a proxy. */
function accountIn(variables: EnvFile['variables'], { account }: Verifier): EnvFile['variables'] {
  const names = account?.variables ?? [];
  return Object.fromEntries(names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
}
