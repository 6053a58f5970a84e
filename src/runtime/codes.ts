import { defined } from '../model/defined.ts';
import { isHarmlessCode } from '../model/service-answer.ts';
import { CaptchaAIError, type CaptchaAIErrorCode, type ErrorDetails } from './error.ts';
import { CAPTCHAAI } from './verifier.ts';

interface Entry extends Pick<ErrorDetails, 'retryable' | 'retryAfterMs' | 'advice'> {
  readonly code: CaptchaAIErrorCode;
  /** A clause without a full stop; for codes about the key that of the verifier unless given. */
  readonly means?: string;
}

const BUSY: Entry = { code: 'E_UNKNOWN', retryable: true };

function badRequest(means: string, advice?: string): Entry {
  return defined({ code: 'E_BAD_REQUEST', means, advice });
}

/** The error for each code of in.php and res.php. https://docs.captchaai.com/pages/err_handling */
const CODES: Readonly<Record<string, Entry>> = {
  ERROR_WRONG_USER_KEY: { code: 'E_REJECTED' },
  ERROR_KEY_DOES_NOT_EXIST: { code: 'E_REJECTED' },
  ERROR_IP_NOT_ALLOWED: { code: 'E_RESTRICTED' },
  ERROR_ZERO_BALANCE: { code: 'E_NO_THREADS' },
  IP_BANNED: { code: 'E_BANNED', retryAfterMs: 300_000 },
  ERROR_IP_BLOCKED: { code: 'E_BANNED', retryAfterMs: 300_000 },
  MAX_USER_TURN: { ...BUSY, retryAfterMs: 10_000 },
  ERROR_NO_SLOT_AVAILABLE: BUSY,
  ERROR_SERVER_ERROR: BUSY,
  ERROR_INTERNAL_SERVER_ERROR: BUSY,
  ERROR_CAPTCHA_UNSOLVABLE: { code: 'E_UNSOLVABLE', means: 'the service could not solve this captcha' },
  ERROR_BAD_PROXY: { code: 'E_PROXY', means: 'the service has marked the proxy as bad', advice: 'Use another proxy.' },
  ERROR_PROXY_CONNECTION_FAILED: { code: 'E_PROXY', means: 'the service cannot reach the proxy', retryable: true },
  ERROR_PAGEURL: badRequest('pageurl is missing or wrong'),
  ERROR_GOOGLEKEY: badRequest('googlekey is missing or malformed'),
  ERROR_WRONG_GOOGLEKEY: badRequest('googlekey is missing or malformed'),
  ERROR_BAD_TOKEN_OR_PAGEURL: badRequest(
    'the site key does not belong to pageurl',
    'Take both from the frame that shows the captcha.',
  ),
  ERROR_BAD_PARAMETERS: badRequest('parameters are missing or malformed'),
  ERROR_ZERO_CAPTCHA_FILESIZE: badRequest('the image is too small to be one'),
  ERROR_TOO_BIG_CAPTCHA_FILESIZE: badRequest('the image is too large'),
  ERROR_IMAGE_DIMENSIONS_TOO_LARGE: badRequest('the image has too many pixels'),
  ERROR_WRONG_FILE_EXTENSION: badRequest('the file must be named .jpg, .jpeg, .png or .gif'),
  ERROR_IMAGE_TYPE_NOT_SUPPORTED: badRequest('the image must be a JPEG, PNG or GIF'),
  ERROR_UPLOAD: badRequest('the image cannot be read', 'Check that body is base64 of an image.'),
  ERROR_EMPTY_ACTION: badRequest('the call named no action'),
  ERROR_WRONG_ID_FORMAT: badRequest('the task id is malformed'),
  ERROR_WRONG_CAPTCHA_ID: badRequest('the service knows no such task'),
};

/**
 * The error for a code of the service, for programs that make their own calls and rotate keys with a `KeyRing`.
 *
 * @param serviceCode the field `request` of an answer with status 0, such as `ERROR_KEY_DOES_NOT_EXIST`
 */
export function errorFromCode(serviceCode: string): CaptchaAIError {
  const code = String(serviceCode).trim();
  const entry = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (entry === undefined) {
    const shown = isHarmlessCode(code)
      ? `${code}, which is not documented`
      : 'a failure with a code that is not documented';
    return new CaptchaAIError('E_UNKNOWN', shown, isHarmlessCode(code) ? { serviceCode: code } : {});
  }
  const { code: own, means, ...details } = entry;
  const known = CAPTCHAAI.codes[code];
  const advice = details.advice ?? (means === undefined ? known?.advice : undefined);
  return new CaptchaAIError(own, `${code}: ${means ?? known?.means}`, {
    ...defined({ ...details, advice }),
    serviceCode: code,
  });
}
