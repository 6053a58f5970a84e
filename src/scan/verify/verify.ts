import { setTimeout as pause } from 'node:timers/promises';
import type { Finding, Verification } from '../../model/finding.ts';
import { sha256 } from '../../model/hashing.ts';
import { DEFAULT_TIMEOUT_MS } from '../../model/network.ts';
import type { Secret } from '../../model/secret.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import type { Judgement, Verifier } from '../../rules/verifiers/verifier.ts';
import { judgement } from './answer.ts';
import { call, refusal } from './call.ts';
import { describeCall } from './describe-call.ts';
import { endpointFor } from './endpoint.ts';
import { DEFAULT_LATER_MS, DEFAULT_SPACING_MS, type VerifyOptions } from './options.ts';

/** Services that are asked at the same time. One service gets one call at a time. */
const PARALLEL = 4;

/** After this many calls in a row without an answer, a service is not asked any more. */
const MAX_UNANSWERED = 3;

/** One key and the service that is asked about it. */
interface KeyCheck {
  readonly verifier: Verifier;
  readonly secret: Secret;
  /** What was found beside the key, and the service wants with it. */
  readonly account: string | undefined;
  verification?: Verification;
}

/** The keys that one service is asked about, the likeliest first, in case a ban ends the queue early. */
interface Queue {
  readonly verifier: Verifier;
  readonly endpoint: URL;
  readonly checks: KeyCheck[];
}

/**
 * Asks services about the keys of findings, once for each key. A key that was found for two services is sent only to the
 * one with the higher score, so that no other party sees it.
 *
 * @returns the findings in the same order, with `verification` if their rule names a service
 * @throws HexhoundError E_CONFIG, before anything is sent, for an address that a key must not be sent to
 */
export async function verifyFindings(findings: readonly Finding[], options: VerifyOptions): Promise<Finding[]> {
  const checks = new Map<string, KeyCheck>();
  const { services } = options;
  for (const { rule, secret, parts = [] } of findings.toSorted((a, b) => b.score - a.score)) {
    const verifier = VERIFIERS.find(({ id }) => id === rule.verify);
    if (
      verifier === undefined ||
      services?.has(verifier.service) === false ||
      secret === undefined ||
      checks.has(identity(secret))
    )
      continue;
    const refused = refusal(verifier, secret)?.verification;
    const account = parts.find(({ name }) => name === verifier.account?.part)?.secret.reveal();
    checks.set(identity(secret), {
      verifier,
      secret,
      account,
      ...(refused === undefined ? {} : { verification: refused }),
    });
  }
  await askAll(queuesOf(checks.values(), options), options);
  if (options.dryRun) return [...findings];
  return findings.map((finding) => {
    const verification = verificationOf(finding, checks);
    return verification === undefined ? finding : { ...finding, verification };
  });
}

function verificationOf({ rule, secret }: Finding, checks: ReadonlyMap<string, KeyCheck>): Verification | undefined {
  if (rule.verify === undefined || secret === undefined) return undefined;
  if (!VERIFIERS.some(({ id }) => id === rule.verify)) return notAsked(`hexhound has no check named ${rule.verify}`);
  const found = checks.get(identity(secret));
  if (found !== undefined && found.verifier.id !== rule.verify) {
    return notAsked(`the key is likelier one of ${found.verifier.title}, and a key goes to one service only`);
  }
  return found?.verification;
}

/** The open checks, by service. */
function queuesOf(checks: Iterable<KeyCheck>, { baseUrls }: VerifyOptions): Queue[] {
  const queues = new Map<Verifier, Queue>();
  for (const check of checks) {
    if (check.verification !== undefined) continue;
    const { verifier } = check;
    const queue = queues.get(verifier) ?? { verifier, endpoint: endpointFor(verifier, baseUrls), checks: [] };
    queue.checks.push(check);
    queues.set(verifier, queue);
  }
  return [...queues.values()];
}

async function askAll(queues: Queue[], options: VerifyOptions): Promise<void> {
  if (queues.length === 0) return;
  options.announce?.(
    queues.map(({ verifier, endpoint, checks }) => ({
      service: verifier.title,
      // Some have a host for each account.
      host: endpoint.host.replace('{account}', '*'),
      keys: checks.length,
      what: describeCall(verifier),
    })),
  );
  if (options.dryRun) return;
  const worker = async () => {
    for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) await ask(queue, options);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

async function ask({ verifier, endpoint, checks }: Queue, options: VerifyOptions): Promise<void> {
  const spacingMs = options.spacingMs ?? verifier.spacingMs ?? DEFAULT_SPACING_MS;
  let stop: string | undefined;
  let unanswered = 0;
  for (const [index, check] of checks.entries()) {
    if (stop !== undefined) {
      check.verification = notAsked(stop);
      continue;
    }
    if (index > 0) await pause(spacingMs);
    const judged = await callWithRetries(verifier, check.secret, endpoint, options, check.account);
    check.verification = judged.verification;
    unanswered = judged.unreachable === true ? unanswered + 1 : 0;
    stop =
      judged.stop ?? (unanswered === MAX_UNANSWERED ? `the ${MAX_UNANSWERED} calls before got no answer` : undefined);
  }
}

/**
 * Asks about one key. Repeats the call at most twice if the service answers "later" and the time for one call is not over.
 * After a ban or a rate limit it does not, as that would make it worse.
 */
export async function callWithRetries(
  verifier: Verifier,
  secret: Secret,
  endpoint: URL,
  {
    timeoutMs = DEFAULT_TIMEOUT_MS,
    laterMs = DEFAULT_LATER_MS,
    env,
  }: Pick<VerifyOptions, 'timeoutMs' | 'laterMs' | 'env'>,
  account?: string,
): Promise<Judgement> {
  const options = { timeoutMs, account, ...(env === undefined ? {} : { env }) };
  const end = performance.now() + timeoutMs;
  let judged = await call(verifier, secret, endpoint, options);
  for (const wait of [laterMs, 3 * laterMs]) {
    if (judged.later !== true || judged.stop !== undefined || performance.now() + wait > end) break;
    await pause(wait);
    judged = await call(verifier, secret, endpoint, options);
  }
  return judged;
}

/** A digest, so that there is no second copy of the key in memory. */
function identity(secret: Secret): string {
  return sha256(secret.reveal());
}

function notAsked(why: string): Verification {
  return judgement('unknown', `not asked: ${why}`).verification;
}
