import type { AnswerForm, Call, KeyForm, Meaning } from './verifier.ts';

/**
 * What services have in common. Most captcha-solving services speak one of two languages: the one that 2Captcha began
 * (`res.php` with `action=getbalance`) and Anti-Captcha's (`getBalance` with `clientKey`).
 */

export const BANNED: Meaning = {
  status: 'unknown',
  means: 'the service has banned this address for a while and says nothing about the key',
  advice: 'Wait some minutes before asking again.',
  stop: 'this address is banned',
};

export const BUSY: Meaning = {
  status: 'unknown',
  means: 'the service is busy or limits its rate and says nothing about the key',
  advice: 'Ask again in a minute.',
};

const NOT_ALLOWED_HERE: Meaning = {
  status: 'restricted',
  means: 'the key is alive, but not allowed from this address',
  advice: 'Ask from an allowed address, or look at the list of allowed addresses in the account.',
};

export const NO_SUCH_KEY: Meaning = {
  status: 'inactive',
  means: 'the service knows no such key',
  advice: 'Compare the key with the one in the account; it may have been replaced or copied incompletely.',
};

export const NO_BALANCE: Meaning = {
  status: 'active',
  means: 'the key is alive, and the account is empty',
  balance: 0,
  advice: 'Top up the account to use the key; a key that has leaked must be replaced all the same.',
};

const OUR_REQUEST: Meaning = {
  status: 'unknown',
  means: 'the service did not understand the request, which is not about the key',
  advice: 'Check that the address asked is the one of the service.',
};

/** Codes of the 2Captcha family. */
export const RES_PHP_MEANINGS = {
  ERROR_WRONG_USER_KEY: {
    status: 'inactive',
    means: 'not a key of this service: it does not have 32 characters',
    advice: 'Copy the key from the account once more, whole and without quotation marks.',
  },
  ERROR_KEY_DOES_NOT_EXIST: NO_SUCH_KEY,
  ERROR_ZERO_BALANCE: NO_BALANCE,
  ERROR_IP_NOT_ALLOWED: NOT_ALLOWED_HERE,
  IP_BANNED: BANNED,
  ERROR_IP_BLOCKED: BANNED,
  MAX_USER_TURN: BUSY,
  ERROR_NO_SLOT_AVAILABLE: BUSY,
  ERROR_SERVER_ERROR: BUSY,
  ERROR_INTERNAL_SERVER_ERROR: BUSY,
  ERROR_EMPTY_ACTION: OUR_REQUEST,
  ERROR_WRONG_ID_FORMAT: OUR_REQUEST,
  ERROR_WRONG_CAPTCHA_ID: OUR_REQUEST,
} as const satisfies Record<string, Meaning>;

/** Codes of the Anti-Captcha family. */
export const GET_BALANCE_MEANINGS = {
  ERROR_KEY_DOES_NOT_EXIST: NO_SUCH_KEY,
  ERROR_ZERO_BALANCE: NO_BALANCE,
  ERROR_IP_NOT_ALLOWED: NOT_ALLOWED_HERE,
  ERROR_IP_BLOCKED: BANNED,
  ERROR_IP_BANNED: BANNED,
  ERROR_NO_SLOT_AVAILABLE: BUSY,
  ERROR_NO_SUCH_METHOD: OUR_REQUEST,
} as const satisfies Record<string, Meaning>;

export const RES_PHP_ANSWER: AnswerForm = {
  success: { field: 'status', value: '1' },
  balance: 'request',
  code: 'request',
  text: true,
};

export const GET_BALANCE_ANSWER: AnswerForm = {
  success: { field: 'errorId', value: '0' },
  balance: 'balance',
  code: 'errorCode',
  text: false,
};

export const RES_PHP_FIELDS = { key: '{key}', action: 'getbalance', json: '1' };
export const RES_PHP_QUERY: Call = { path: '/res.php', send: 'query', fields: RES_PHP_FIELDS };
export const GET_BALANCE: Call = { path: '/getBalance', send: 'json', fields: { clientKey: '{key}' } };

export const THIRTY_TWO: KeyForm = {
  pattern: /^[A-Za-z0-9]{32}$/,
  says: '32 letters and digits',
  wrongLength: 'ERROR_WRONG_USER_KEY',
};
/** Where the service does not document the form: one word of the usual characters. */
export const ONE_WORD: KeyForm = { pattern: /^[A-Za-z0-9_-]{16,128}$/, says: '16 to 128 letters, digits, _ and -' };
