import {
  BANNED,
  BUSY,
  GET_BALANCE,
  GET_BALANCE_ANSWER,
  GET_BALANCE_MEANINGS,
  NO_BALANCE,
  NO_SUCH_KEY,
  ONE_WORD,
  RES_PHP_ANSWER,
  RES_PHP_FIELDS,
  RES_PHP_MEANINGS,
  RES_PHP_QUERY,
  THIRTY_TWO,
} from './families.ts';
import type { Verifier } from './verifier.ts';

/**
 * CaptchaAI. Its documents show the balance call as a GET, with the key in the address. hexhound sends the same fields
 * as a POST form, as CaptchaAI's own SDK does on the same res.php (`threadsinfo`): an address ends up in the logs of
 * servers and proxies and in debug output, a form does not.
 */
export const CAPTCHAAI: Verifier = {
  id: 'captchaai-balance',
  service: 'captchaai',
  title: 'CaptchaAI',
  baseUrl: 'https://ocr.captchaai.com',
  urlVariable: 'CAPTCHAAI_URL',
  keyVariables: ['CAPTCHAAI_API_KEY', 'CAPTCHAAI_API_KEY_BACKUP', 'CAPTCHAAI_KEY'],
  key: THIRTY_TWO,
  call: { path: '/res.php', send: 'form', fields: RES_PHP_FIELDS },
  answer: RES_PHP_ANSWER,
  meanings: {
    ...RES_PHP_MEANINGS,
    // CaptchaAI documents this code for wrong keys and for accounts without threads alike.
    ERROR_KEY_DOES_NOT_EXIST: {
      status: 'inactive',
      means: 'invalid or inactive (the service answers the same for an account without threads)',
      advice:
        'Compare the key with the one in the dashboard, and see there whether the account has a plan with threads. ' +
        'Treat a leaked key as alive until it has been replaced.',
    },
    // CaptchaAI sells threads rather than solutions, and documents this code as "no free threads".
    ERROR_ZERO_BALANCE: {
      ...NO_BALANCE,
      means: 'the key is alive, and nothing is left to use: no balance or no free threads',
      advice: 'Wait until threads are free or extend the plan; a key that has leaked must be replaced all the same.',
    },
    IP_BANNED: { ...BANNED, advice: 'The ban, for too many wrong keys, ends by itself after 5 minutes.' },
  },
};

/**
 * The services that tell whether a key is alive, each with one call that costs nothing and changes nothing. Codes have
 * the meaning that the service documents; what it does not document is left out and so becomes `unknown`.
 */
export const VERIFIERS: readonly Verifier[] = [
  CAPTCHAAI,
  {
    id: '2captcha-balance',
    service: '2captcha',
    title: '2Captcha',
    baseUrl: 'https://api.2captcha.com',
    keyVariables: ['TWOCAPTCHA_API_KEY', 'APIKEY_2CAPTCHA', 'TWOCAPTCHA_KEY'],
    key: THIRTY_TWO,
    call: GET_BALANCE,
    answer: GET_BALANCE_ANSWER,
    meanings: GET_BALANCE_MEANINGS,
  },
  {
    // The Russian site of 2Captcha. Whether one account works on both is not documented, so each key goes to its own.
    id: 'rucaptcha-balance',
    service: 'rucaptcha',
    title: 'RuCaptcha',
    baseUrl: 'https://api.rucaptcha.com',
    keyVariables: ['RUCAPTCHA_KEY', 'RUCAPTCHA_API_TOKEN'],
    key: THIRTY_TWO,
    call: GET_BALANCE,
    answer: GET_BALANCE_ANSWER,
    meanings: GET_BALANCE_MEANINGS,
  },
  {
    // Asks its customers to read one account's balance no more than every 30 seconds; each key is asked about once.
    id: 'anticaptcha-balance',
    service: 'anticaptcha',
    title: 'Anti-Captcha',
    baseUrl: 'https://api.anti-captcha.com',
    keyVariables: ['ANTICAPTCHA_API_KEY', 'ANTICAPTCHA_KEY', 'ANTI_CAPTCHA_API_KEY'],
    key: ONE_WORD,
    call: GET_BALANCE,
    answer: GET_BALANCE_ANSWER,
    meanings: GET_BALANCE_MEANINGS,
  },
  {
    // A wrong key is HTTP 401. The answer to a right one lists packages with further tokens: nothing of it is kept.
    id: 'capsolver-balance',
    service: 'capsolver',
    title: 'CapSolver',
    baseUrl: 'https://api.capsolver.com',
    keyVariables: ['CAPSOLVER_API_KEY', 'CAPSOLVER_KEY'],
    key: ONE_WORD,
    call: GET_BALANCE,
    answer: GET_BALANCE_ANSWER,
    meanings: {
      ERROR_KEY_DENIED_ACCESS: NO_SUCH_KEY,
      ERROR_ZERO_BALANCE: NO_BALANCE,
      ERROR_SETTLEMENT_FAILED: {
        status: 'active',
        means: 'the key is alive, and the service could not settle a charge',
      },
      ERROR_RATE_LIMIT: { ...BUSY, stop: 'the service limits its rate' },
      ERROR_KEY_TEMP_BLOCKED: {
        status: 'unknown',
        means: 'the service has blocked this key for 5 minutes and does not say whether it is alive',
        advice: 'Ask again in 5 minutes.',
      },
      ERROR_IP_BANNED: BANNED,
    },
  },
  {
    id: 'capmonster-balance',
    service: 'capmonster',
    title: 'CapMonster Cloud',
    baseUrl: 'https://api.capmonster.cloud',
    keyVariables: ['CAPMONSTER_API_KEY', 'CAPMONSTER_KEY'],
    key: ONE_WORD,
    call: GET_BALANCE,
    answer: GET_BALANCE_ANSWER,
    meanings: {
      ...GET_BALANCE_MEANINGS,
      ERROR_TOO_MUCH_REQUESTS: { ...BUSY, stop: 'the service limits its rate' },
    },
  },
  {
    id: 'solvecaptcha-balance',
    service: 'solvecaptcha',
    title: 'SolveCaptcha',
    baseUrl: 'https://api.solvecaptcha.com',
    keyVariables: ['SOLVECAPTCHA_API_KEY', 'SOLVECAPTCHA_KEY'],
    key: THIRTY_TWO,
    call: RES_PHP_QUERY,
    answer: RES_PHP_ANSWER,
    meanings: RES_PHP_MEANINGS,
  },
  {
    // Its clients use plain http; a key is only ever sent over https here.
    id: 'azcaptcha-balance',
    service: 'azcaptcha',
    title: 'AZcaptcha',
    baseUrl: 'https://azcaptcha.com',
    keyVariables: ['AZCAPTCHA_API_KEY'],
    key: THIRTY_TWO,
    call: RES_PHP_QUERY,
    answer: RES_PHP_ANSWER,
    meanings: RES_PHP_MEANINGS,
  },
  {
    // Its codes are not documented: a key can be found alive, a failure says nothing.
    id: 'nextcaptcha-balance',
    service: 'nextcaptcha',
    title: 'NextCaptcha',
    baseUrl: 'https://api.nextcaptcha.com',
    keyVariables: ['NEXTCAPTCHA_API_KEY', 'NEXTCAPTCHA_KEY'],
    key: ONE_WORD,
    call: GET_BALANCE,
    answer: GET_BALANCE_ANSWER,
    meanings: {},
  },
  {
    // The balance is in points, of which 1000 cost one yuan.
    id: 'yescaptcha-balance',
    service: 'yescaptcha',
    title: 'YesCaptcha',
    baseUrl: 'https://api.yescaptcha.com',
    keyVariables: ['YESCAPTCHA_CLIENT_KEY', 'YESCAPTCHA_KEY'],
    key: ONE_WORD,
    call: GET_BALANCE,
    answer: GET_BALANCE_ANSWER,
    meanings: { ERROR_KEY_DOES_NOT_EXIST: NO_SUCH_KEY, ERROR_ZERO_BALANCE: NO_BALANCE },
  },
];
