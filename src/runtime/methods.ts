/** The methods of in.php that are supported. */
export type Method = 'userrecaptcha' | 'turnstile' | 'geetest' | 'base64' | 'post' | 'bls' | 'cloudflare_challenge';

/** A switch: `true` and `false` are sent as 1 and 0. */
export type Switch = boolean | 0 | 1;

interface Common {
  /** `user:password@host:port` or `host:port`. */
  readonly proxy?: string | undefined;
  readonly proxytype?: 'HTTP' | 'HTTPS' | 'SOCKS4' | 'SOCKS5' | undefined;
  /** Further parameters of the service that have no field here. */
  readonly extra?: Readonly<Record<string, string | number | boolean>> | undefined;
}

export interface RecaptchaRequest extends Common {
  readonly method: 'userrecaptcha';
  /** The site key. */
  readonly googlekey: string;
  readonly pageurl: string;
  readonly version?: 'v2' | 'v3' | undefined;
  readonly invisible?: Switch | undefined;
  readonly enterprise?: Switch | undefined;
  /** For v3: the action that the score is for. */
  readonly action?: string | undefined;
  /** For v3: from 0.1 to 0.9. */
  readonly min_score?: number | undefined;
  readonly userAgent?: string | undefined;
  readonly cookies?: string | undefined;
}

export interface TurnstileRequest extends Common {
  readonly method: 'turnstile';
  readonly sitekey: string;
  readonly pageurl: string;
  readonly action?: string | undefined;
  readonly data?: string | undefined;
}

export interface GeetestRequest extends Common {
  readonly method: 'geetest';
  readonly gt: string;
  /** A new one for each request. */
  readonly challenge: string;
  readonly pageurl: string;
  readonly api_server?: string | undefined;
}

/** For images that are a grid of tiles. */
interface Grid {
  readonly instructions?: string | undefined;
  readonly grid_size?: '3x3' | '4x4' | undefined;
}

export interface Base64Request extends Common, Grid {
  readonly method: 'base64';
  /** The image in base64, with or without the beginning of a `data:` URL. */
  readonly body: string;
}

export interface PostRequest extends Common, Grid {
  readonly method: 'post';
  /** The image: a `File` or `Blob`, or its bytes. */
  readonly file: Blob | Uint8Array;
  /** With the extension of its type; guessed unless given. */
  readonly filename?: string | undefined;
}

export interface BlsRequest extends Common {
  readonly method: 'bls';
  /** The number that the tiles to choose show. */
  readonly instructions: string;
  /** The nine tiles, left to right and top to bottom, as `data:` URLs. */
  readonly images: readonly string[];
}

export interface CloudflareChallengeRequest extends Common {
  readonly method: 'cloudflare_challenge';
  readonly pageurl: string;
  readonly proxy: string;
  readonly proxytype: 'HTTP' | 'HTTPS' | 'SOCKS4' | 'SOCKS5';
  readonly userAgent?: string | undefined;
}

/** One captcha to solve. Each field is the parameter of in.php of that name. */
export type SolveRequest =
  | RecaptchaRequest
  | TurnstileRequest
  | GeetestRequest
  | Base64Request
  | PostRequest
  | BlsRequest
  | CloudflareChallengeRequest;

/** What is known about a method. */
export interface MethodFacts {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** How long the service needs at least. Its result is not asked for earlier. */
  readonly waitMs: number;
  /** Whether the solution is JSON: an object for GeeTest, the tiles of a grid. */
  readonly json: 'always' | 'never' | 'with grid_size';
}

const PROXY = ['proxy', 'proxytype'];
const GRID = ['instructions', 'grid_size'];

/** Waits and requirements as in CaptchaAI's SDKs and documentation: https://docs.captchaai.com */
export const METHODS: Readonly<Record<Method, MethodFacts>> = {
  userrecaptcha: {
    required: ['googlekey', 'pageurl'],
    optional: ['version', 'invisible', 'enterprise', 'action', 'min_score', 'userAgent', 'cookies', ...PROXY],
    waitMs: 15_000,
    json: 'never',
  },
  turnstile: {
    required: ['sitekey', 'pageurl'],
    optional: ['action', 'data', ...PROXY],
    waitMs: 10_000,
    json: 'never',
  },
  geetest: {
    required: ['gt', 'challenge', 'pageurl'],
    optional: ['api_server', ...PROXY],
    waitMs: 15_000,
    json: 'always',
  },
  base64: { required: ['body'], optional: [...GRID, ...PROXY], waitMs: 1_000, json: 'with grid_size' },
  post: { required: ['file'], optional: ['filename', ...GRID, ...PROXY], waitMs: 1_000, json: 'with grid_size' },
  bls: { required: ['instructions', 'images'], optional: PROXY, waitMs: 1_000, json: 'always' },
  cloudflare_challenge: {
    required: ['pageurl', 'proxy', 'proxytype'],
    optional: ['userAgent'],
    waitMs: 15_000,
    json: 'never',
  },
};

export const METHOD_NAMES = Object.keys(METHODS) as readonly Method[];
