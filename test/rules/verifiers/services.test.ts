import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { readRuleFiles } from '../../../src/rules/build.ts';
import { fill } from '../../../src/rules/generate.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { servicesIn } from '../../../src/rules/services.ts';
import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import type { Judgement } from '../../../src/rules/verifiers/verifier.ts';
import { call, refusal } from '../../../src/scan/verify/call.ts';
import { endpointOf } from '../../../src/scan/verify/endpoint.ts';
import { verifierNamed } from '../../scan/verify/named.ts';
import { type Received, saying, serve } from '../../scan/verify/server.ts';
import { findSecrets } from '../find.ts';
import { DOCUMENTED } from './documented.ts';

/** A server, and a function that asks it about a key when it says something. */
async function service(id: string, key: string) {
  const verifier = verifierNamed(id);
  let answer = saying('', 200);
  const { url, received } = await serve((response, request) => answer(response, request));
  const env = { [DOCUMENTED[id]?.account ?? '']: DOCUMENTED[id]?.accountValue ?? 'somebody' };
  const says = (body: string, httpStatus: number): Promise<Judgement> => {
    answer = saying(body, httpStatus);
    return call(verifier, new Secret(key), endpointOf(verifier, url, id), { timeoutMs: 20_000, env });
  };
  return { says, received };
}

async function ask(id: string, key: string, body: string, httpStatus = 200): Promise<[Judgement, Received[]]> {
  const { says, received } = await service(id, key);
  return [await says(body, httpStatus), received];
}

test('every service is documented here, CaptchaAI first, and is asked over https', () => {
  expect(VERIFIERS.map(({ id }) => id).sort()).toEqual(Object.keys(DOCUMENTED).sort());
  expect(VERIFIERS[0]?.service).toBe('captchaai');
  expect(new Set(VERIFIERS.map(({ service }) => service)).size).toBe(VERIFIERS.length);
  for (const { baseUrl } of VERIFIERS) expect(new URL(baseUrl).protocol).toBe('https:');
});

test('every verifier that a rule names is there', () => {
  const inRows = servicesIn(RULE_SET.services).flatMap(({ keys }) => keys);
  const named = [...RULE_SET.rules, ...inRows].flatMap(({ verify }) => verify ?? []);
  expect(named.filter((id) => !VERIFIERS.some((verifier) => verifier.id === id))).toEqual([]);
});

test('a key that a row of services names a check for is one that is asked about', () => {
  const keys = servicesIn(RULE_SET.services).flatMap((service) => service.keys.filter(({ verify }) => verify));
  expect(keys.length).toBeGreaterThan(10);
  for (const { rule, verify = '', pattern } of keys) {
    const { key } = DOCUMENTED[verify] ?? { key: '' };
    expect([rule, new RegExp(`^(?:${pattern})$`).test(key)]).toEqual([rule, true]);
  }
});

test('no check is without a rule', () => {
  const inRows = servicesIn(RULE_SET.services).flatMap(({ keys }) => keys);
  const named = new Set([...RULE_SET.rules, ...inRows].flatMap(({ verify }) => verify ?? []));
  expect(VERIFIERS.filter(({ id }) => !named.has(id)).map(({ id }) => id)).toEqual([]);
});

test('of what a rule finds some are keys that its verifier would ask about', () => {
  // Not all: tokens of runners look like those of people, and are none.
  const refused: string[] = [];
  for (const { form } of readRuleFiles('rules')) {
    for (const ruleForm of form.rules) {
      const rule = RULE_SET.rules.find(({ id }) => id === ruleForm.id);
      if ((rule?.kind !== 'prefix' && rule?.kind !== 'keyword') || rule.verify === undefined) continue;
      if (!('matches' in ruleForm)) continue;
      const verifier = verifierNamed(rule.verify);
      const secrets = ruleForm.matches.flatMap((example) => findSecrets(rule, fill(example, 'verify')));
      expect([rule.id, secrets.length > 0]).toEqual([rule.id, true]);
      if (secrets.every((secret) => refusal(verifier, new Secret(secret)) !== undefined)) refused.push(rule.id);
    }
  }
  expect(refused).toEqual([]);
});

test.each(Object.entries(DOCUMENTED))('%s: the request', async (id, { key, written = key, request, sent, yes }) => {
  expect(refusal(verifierNamed(id), new Secret(key))).toBeUndefined();
  const [, [first]] = await ask(id, key, yes);
  expect(`${first?.method} ${first?.path}`).toBe(request.replace('{key}', written));
  const { headers = '', body = '' } = first ?? {};
  const expected = (sent ?? '')
    .replace(/(?<=Basic )\{(.*)\}$/, (_, plain: string) => Buffer.from(plain.replace('{key}', key)).toString('base64'))
    .replace('{key}', key);
  expect(`${headers}\n${body}`.split('\n')).toContain(sent === undefined ? body : expected);
  // In one place, and in no other.
  const plain = Buffer.from(`${request}${sent ?? ''}`).toString();
  expect(plain.match(/\{key\}/g)).toHaveLength(1);
});

test.each(Object.entries(DOCUMENTED))('%s: the answers', async (id, { key, yes, balance, answers }) => {
  if (yes !== '') {
    const [{ verification }] = await ask(id, key, yes);
    expect(verification.status).toBe('active');
    expect(verification.balance).toBe(balance);
  }
  for (const [httpStatus, body, status] of answers) {
    const [{ verification }] = await ask(id, key, body, httpStatus);
    expect([httpStatus, body, verification.status]).toEqual([httpStatus, body, status]);
  }
});

test.each(Object.entries(DOCUMENTED))(
  '%s: pages, nothing, and a service that is down say nothing',
  async (id, { key }) => {
    const { says } = await service(id, key);
    const odd = ['', '<html>sign in</html>', 'OK', '[', '"active"', 'null', '{}', '{"status":1', '12e400'];
    for (const [at, body] of odd.entries()) {
      for (const httpStatus of [200, [401, 403, 503][at % 3] ?? 0]) {
        const { verification } = await says(body, httpStatus);
        // An empty object is the service's own way of refusing, or of a list that is empty.
        if (body === '{}' || (id === 'mailgun-key' && httpStatus === 401)) continue;
        expect([body, httpStatus, verification.status]).toEqual([body, httpStatus, 'unknown']);
      }
    }
  },
);

test('a key is not sent without the account that the service asks for too', async () => {
  for (const [id, { key, account }] of Object.entries(DOCUMENTED)) {
    if (account === undefined) continue;
    const verifier = verifierNamed(id);
    const { url, received } = await serve(saying('3.25', 200));
    const options = { timeoutMs: 20_000, env: { [account]: ' ' } };
    const { verification, advice } = await call(verifier, new Secret(key), endpointOf(verifier, url, id), options);
    expect(verification.status).toBe('unknown');
    expect(verification.reason).toContain(verifier.account?.says);
    expect(advice).toContain(account);
    expect(received).toEqual([]);
  }
});

test('what the others document about addresses and bans', async () => {
  const { key } = DOCUMENTED['2captcha-balance'] ?? { key: '' };
  const says = async (id: string, errorCode: string) => {
    const [{ verification, stop, later }] = await ask(id, key, JSON.stringify({ errorId: 99, errorCode }));
    return [verification.status, stop, later];
  };
  expect(await says('anticaptcha-balance', 'ERROR_IP_NOT_ALLOWED')).toEqual(['restricted', undefined, undefined]);
  expect(await says('2captcha-balance', 'ERROR_IP_BLOCKED')).toEqual(['unknown', 'this address is banned', undefined]);
  expect(await says('capmonster-balance', 'ERROR_IP_BANNED')).toEqual(['unknown', 'this address is banned', undefined]);
  expect(await says('capmonster-balance', 'ERROR_TOO_MUCH_REQUESTS')).toEqual([
    'unknown',
    'the service limits its rate',
    true,
  ]);
  expect(await says('anticaptcha-balance', 'ERROR_NO_SLOT_AVAILABLE')).toEqual(['unknown', undefined, true]);
  expect(await says('nextcaptcha-balance', 'ERROR_KEY_DOES_NOT_EXIST')).toEqual(['unknown', undefined, undefined]);
});

test('a ban in answer to the second question ends the questions too', async () => {
  const { key } = DOCUMENTED['captchaai-balance'] ?? { key: '' };
  const verifier = verifierNamed('captchaai-balance');
  const { url } = await serve((response, { body }) => {
    response.end(body.includes('threadsinfo') ? 'IP_BANNED' : 'ERROR_KEY_DOES_NOT_EXIST');
  });
  const judged = await call(verifier, new Secret(key), endpointOf(verifier, url, 'x'), { timeoutMs: 20_000 });
  expect([judged.verification.status, judged.stop]).toEqual(['inactive', 'this address is banned']);
});

test('where CaptchaAI leaves it open, a second question settles it, or does not', async () => {
  const { key } = DOCUMENTED['captchaai-balance'] ?? { key: '' };
  const verifier = verifierNamed('captchaai-balance');
  const judge = async (threads: string) => {
    const { url, received } = await serve((response, { body }) => {
      response.end(body.includes('threadsinfo') ? threads : '{"status":0,"request":"ERROR_KEY_DOES_NOT_EXIST"}');
    });
    const judged = await call(verifier, new Secret(key), endpointOf(verifier, url, 'x'), { timeoutMs: 20_000 });
    expect(received.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
      `POST /res.php key=${key}&action=getbalance&json=1`,
      `POST /res.php key=${key}&action=threadsinfo&json=1`,
    ]);
    return judged.verification.status;
  };
  expect(await judge('{"status":1,"threads":5,"working_threads":0}')).toBe('active');
  expect(await judge('{"status":1,"threads":"0","working_threads":"0"}')).toBe('active');
  for (const open of ['{"status":0,"request":"ERROR_KEY_DOES_NOT_EXIST"}', '{"status":1}', '', '<html>', '5'])
    expect(await judge(open)).toBe('inactive');
});
