import { setTimeout as pause } from 'node:timers/promises';
import type { Finding, Verification } from '../../model/finding.ts';
import { sha256 } from '../../model/hashing.ts';
import { DEFAULT_TIMEOUT_MS } from '../../model/network.ts';
import type { Secret } from '../../model/secret.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import type { Judgement, Verifier } from '../../rules/verifiers/verifier.ts';
import { judgement } from './answer.ts';
import { call, refusal } from './call.ts';
import { endpointFor } from './endpoint.ts';
import { DEFAULT_LATER_MS, DEFAULT_SPACING_MS, type VerifyOptions } from './options.ts';

/** Services asked at the same time. One service is never asked two things at once. */
const PARALLEL = 4;

/** Calls in a row that got no answer, after which a service is left alone. */
const PATIENCE = 3;

/** One distinct key and the one service that is asked about it. */
interface Case {
  readonly verifier: Verifier;
  readonly secret: Secret;
  verification?: Verification;
}

/** What one service is asked, the likeliest key first: when a ban cuts the queue short, that one has been asked about. */
interface Queue {
  readonly verifier: Verifier;
  readonly endpoint: URL;
  readonly cases: Case[];
}

/**
 * Asks about each distinct key once, at the one service that its finding's rule names. Findings come back in their
 * order, with `verification` where their rule names a service; the others unchanged. A key that was found for two
 * services goes to the one with the higher score only: a key is not shown to a second party.
 *
 * @throws HexhoundError E_CONFIG, before anything is sent, for an address that a key must not be sent to
 */
export async function verifyFindings(findings: readonly Finding[], options: VerifyOptions): Promise<Finding[]> {
  const cases = new Map<string, Case>();
  const { services } = options;
  for (const { rule, secret } of findings.toSorted((a, b) => b.score - a.score)) {
    const verifier = VERIFIERS.find(({ id }) => id === rule.verify);
    if (
      verifier === undefined ||
      services?.has(verifier.service) === false ||
      secret === undefined ||
      cases.has(identity(secret))
    )
      continue;
    const refused = refusal(verifier, secret)?.verification;
    cases.set(identity(secret), { verifier, secret, ...(refused === undefined ? {} : { verification: refused }) });
  }
  await askAll(queuesOf(cases.values(), options), options);
  if (options.dryRun) return [...findings];
  return findings.map((finding) => {
    const verification = verificationOf(finding, cases);
    return verification === undefined ? finding : { ...finding, verification };
  });
}

function verificationOf({ rule, secret }: Finding, cases: ReadonlyMap<string, Case>): Verification | undefined {
  if (rule.verify === undefined || secret === undefined) return undefined;
  if (!VERIFIERS.some(({ id }) => id === rule.verify)) return notAsked(`hexhound has no check named ${rule.verify}`);
  const found = cases.get(identity(secret));
  if (found !== undefined && found.verifier.id !== rule.verify) {
    return notAsked(`the key is likelier one of ${found.verifier.title}, and a key goes to one service only`);
  }
  return found?.verification;
}

/** The cases that are still open, by service. */
function queuesOf(cases: Iterable<Case>, { baseUrls }: VerifyOptions): Queue[] {
  const queues = new Map<Verifier, Queue>();
  for (const open of cases) {
    if (open.verification !== undefined) continue;
    const { verifier } = open;
    const queue = queues.get(verifier) ?? { verifier, endpoint: endpointFor(verifier, baseUrls), cases: [] };
    queue.cases.push(open);
    queues.set(verifier, queue);
  }
  return [...queues.values()];
}

async function askAll(queues: Queue[], options: VerifyOptions): Promise<void> {
  if (queues.length === 0) return;
  options.announce?.(
    queues.map(({ verifier, endpoint, cases }) => ({
      service: verifier.title,
      host: endpoint.host,
      keys: cases.length,
      what: requestOf(verifier),
    })),
  );
  if (options.dryRun) return;
  const worker = async () => {
    for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) await ask(queue, options);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

async function ask({ verifier, endpoint, cases }: Queue, options: VerifyOptions): Promise<void> {
  const spacingMs = options.spacingMs ?? verifier.spacingMs ?? DEFAULT_SPACING_MS;
  let stop: string | undefined;
  let unanswered = 0;
  for (const [index, open] of cases.entries()) {
    if (stop !== undefined) {
      open.verification = notAsked(stop);
      continue;
    }
    if (index > 0) await pause(spacingMs);
    const judged = await callPatiently(verifier, open.secret, endpoint, options);
    open.verification = judged.verification;
    unanswered = judged.unreachable === true ? unanswered + 1 : 0;
    stop = judged.stop ?? (unanswered === PATIENCE ? `the ${PATIENCE} calls before got no answer` : undefined);
  }
}

/**
 * Asks about one key, and asks again, at most twice, where the service said "later" and nothing else, as long as the time
 * for one call is not over. A ban or a limit of the rate is no such answer: asking on would make it worse.
 */
export async function callPatiently(
  verifier: Verifier,
  secret: Secret,
  endpoint: URL,
  {
    timeoutMs = DEFAULT_TIMEOUT_MS,
    laterMs = DEFAULT_LATER_MS,
    env,
  }: Pick<VerifyOptions, 'timeoutMs' | 'laterMs' | 'env'>,
): Promise<Judgement> {
  const options = { timeoutMs, ...(env === undefined ? {} : { env }) };
  const end = performance.now() + timeoutMs;
  let judged = await call(verifier, secret, endpoint, options);
  for (const wait of [laterMs, 3 * laterMs]) {
    if (judged.later !== true || judged.stop !== undefined || performance.now() + wait > end) break;
    await pause(wait);
    judged = await call(verifier, secret, endpoint, options);
  }
  return judged;
}

/** The request as people may see it: where the key goes, and not the key. */
function requestOf({ call: { send, method, path, fields, headers, basic } }: Verifier): string {
  const isPost = send === 'form' || send === 'json' || method === 'POST';
  const hasKey = (value: string) => value.includes('{key}');
  const header =
    basic === undefined ? Object.keys(headers).find((name) => hasKey(headers[name] ?? '')) : 'authorization';
  const inFields = Object.values(fields).some(hasKey) ? FIELDS[send] : undefined;
  const place = inFields ?? (header === undefined ? 'in the address' : `in the header ${header}`);
  return `${isPost ? 'POST' : 'GET'} ${path}, the key ${place}`;
}

const FIELDS = { form: 'in its form', json: 'in its JSON', query: 'in the address', none: 'in the address' } as const;

/** Tells keys apart without another copy of their text in memory. */
function identity(secret: Secret): string {
  return sha256(secret.reveal());
}

function notAsked(why: string): Verification {
  return judgement('unknown', `not asked: ${why}`).verification;
}
