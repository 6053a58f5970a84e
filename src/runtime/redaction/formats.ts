import { ANCHOR_LENGTH, type CharacterClass, characterClass, type Hit, type Matcher, type View } from './anchors.ts';
import { isWordStart } from './escapes.ts';

const ALPHABETS: Readonly<Record<string, string>> = {
  // Letters and digits.
  w: 'A-Za-z0-9',
  // base64url; the same with dots, for keys of several parts.
  u: 'A-Za-z0-9_\\-',
  d: 'A-Za-z0-9_.=\\-',
  b: 'A-Za-z0-9+/=',
  x: 'a-f0-9A-F',
  U: 'A-Z0-9',
};

/**
 * Keys with a fixed prefix: the alphabet and least length of what follows, then the prefixes. The list is many times
 * smaller than the rules of the scanner with their exact lengths and checksums: for masking, a prefix and a length are
 * certain enough. A test compares it with the prefixes of all rules.
 */
const FORMATS = `
w36 ghp_ gho_ ghu_ ghs_ ghr_ npm_
d80 ghs_
u70 github_pat_
d20 glpat- gldt- glrt- glrtr- glcbt- glptt- glagent- gloas- glsoat- glimt- glft- glffct- glwt-
U16 AKIA ABIA ACCA ASIA
b100 IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz FQoDYXdz ABSK fm2_ fm1r_ fm1a_ ops_eyJ
u35 AIza
u44 AQ.Ab8RN6
u24 GOCSPX-
w52 gsk_
d16 sk_live_ rk_live_ sk_prod_ rk_prod_ sk_test_ rk_test_
b32 whsec_ glc_
d20 xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxe.xoxb- xoxe.xoxp- xapp-
d60 SG.
w30 hf_ api_org_
u50 pypi-AgE
u27 dckr_pat_ dckr_oat_
x64 dop_v1_ doo_v1_ dor_v1_ sntryu_
w40 dp.pt. dp.ct. dp.sa. dp.scim. dp.audit. bkua_ lin_api_ lin_oauth_
d60 dt0c01. dt0s01. dt0s02.
u38 figd_
u43 fo1_
u30 glsa_ zpka_ sb_secret_
b50 eyJrIjoi sntrys_
u60 CCIPAT_
d90 hvs. hvb. hvr.
u58 HRKU-AA
x32 CAP- CAI- shpat_ shpca_ shppa_ shpss_ dapi
x34 next_
x40 pul-
x48 rubygems_
u40 mdb_sa_sk_ sbp_
U27 NRAK-
w23 sub_1
w46 ntn_
w48 pplx-
d32 pscale_tkn_ pscale_oauth_ pscale_pw_
u56 PMAK-
w37 r8_
u22 sq0atp-
u43 sq0csp-
u30 tskey-api- tskey-auth- tskey-client-
w56 vcp_ vci_ vca_ vcr_ vck_
u70 xai-
w16 capzy_ sonic_
u90 sk-ant-api03- sk-ant-admin01- sk-ant-
u40 sk-proj- sk-svcacct- sk-admin- sk-or-v1-
w32 sk- cio
w48 cfut_ cfat_
u100 v1.0-
d100 ATATT3
w64 AKCp
U58 AGE-SECRET-KEY-1
U55 SUA SAA SOA SNA SCA SXA
`;

interface Format {
  readonly prefix: string;
  readonly body: RegExp;
  readonly run: CharacterClass;
}

export const FORMAT_REACH = 160;

/** The matchers for {@link FORMATS}, by the first characters of their prefixes. */
export function prefixMatchers(): Map<string, Matcher> {
  const formats = new Map<string, Format[]>();
  for (const line of FORMATS.trim().split('\n')) {
    const [form = '', ...prefixes] = line.split(' ');
    const alphabet = ALPHABETS[form[0] ?? ''] ?? '';
    const body = new RegExp(`[${alphabet}]{${form.slice(1)}}`, 'y');
    const run = characterClass(alphabet);
    for (const prefix of prefixes) {
      const start = prefix.slice(0, ANCHOR_LENGTH);
      formats.set(start, [...(formats.get(start) ?? []), { prefix, body, run }]);
    }
  }
  return new Map([...formats].map(([start, same]) => [start, (view, at) => prefixed(same, view, at)]));
}

function prefixed(formats: readonly Format[], view: View, at: number): Hit | undefined {
  for (const { prefix, body, run } of formats) {
    if (!view.text.startsWith(prefix, at)) continue;
    body.lastIndex = at + prefix.length;
    const match = body.exec(view.text);
    // Letters alone are a name or words. Words with hyphens can have a digit, but have no capitals.
    if (match === null || (!/[0-9]/.test(match[0]) && !/[a-z][A-Z]/.test(match[0]))) continue;
    if (!isWordStart(view, at)) continue;
    return { from: at, to: at + prefix.length + match[0].length, run, kind: 'prefixed' };
  }
  return undefined;
}

const TOKEN = characterClass('A-Za-z0-9_.\\-');
const JWT = /eyJ[A-Za-z0-9_-]{14,1024}\.[A-Za-z0-9_-]{6}/y;
export const JWT_REACH = 1100;

/** JSON in base64url with further parts after dots: JSON Web Tokens, encrypted ones, signed sessions. */
export const jwt: Matcher = (view, at) => {
  JWT.lastIndex = at;
  const match = JWT.exec(view.text);
  if (match === null || !isWordStart(view, at)) return undefined;
  return { from: at, to: at + match[0].length, run: TOKEN, kind: 'jwt' };
};

const BEARER = /bearer(?: {1,4}|%20|\+|\\u0020)(?=[A-Za-z._~+/=-]{0,64}[0-9])[A-Za-z0-9._~+/=-]{16}/iy;
const BEARER_RUN = characterClass('A-Za-z0-9._~+/=\\-');

/** The value of a header `Authorization` without the header's name. */
export const bearer: Matcher = ({ text }, at) => {
  BEARER.lastIndex = at;
  const match = BEARER.exec(text);
  if (match === null) return undefined;
  const to = at + match[0].length;
  return { from: to - 16, to, run: BEARER_RUN, kind: 'named' };
};

// A mask in it means that it is masked already.
const USERINFO =
  /:(?:\\{0,2}\/){2}(?![^ \t\r\n/]{0,1000}\*{4})([^ \t\r\n:/?#,;"'`<>{}\\]{0,256}):([^ \t\r\n/"'`<>{}@\\]{1,512})@/y;
const TOKEN_AS_USER = /:(?:\\{0,2}\/){2}(?=[A-Za-z_-]{0,64}[0-9])([A-Za-z0-9_-]{20,256})@/y;
export const URL_REACH = 1024;

/** `://user:password@`, and `://token@` with a long token. */
export const userinfo: Matcher = ({ text }, at) => {
  USERINFO.lastIndex = at;
  const match = USERINFO.exec(text);
  if (match !== null) {
    const [whole, , password = ''] = match;
    if (/^(?:\$|%s|\[[A-Za-z ]{1,24}\]$)/.test(password)) return undefined;
    const to = at + whole.length - 1;
    return { from: to - password.length, to, kind: 'url' };
  }
  TOKEN_AS_USER.lastIndex = at;
  const token = TOKEN_AS_USER.exec(text);
  if (token === null) return undefined;
  const to = at + token[0].length - 1;
  return { from: to - (token[1] ?? '').length, to, kind: 'url' };
};

/** The same within another URL, percent-encoded once or twice. */
const CODED_USERINFO =
  /%(?:25)?3A(?:%(?:25)?2F){2}(?:(?!%(?:25)?(?:2F|3A|40))[^\s"'`<>*/]){0,256}%(?:25)?3A((?:(?!%(?:25)?(?:2F|40))[^\s"'`<>*/]){1,512})%(?:25)?40/iy;
export const CODED_USERINFO_STARTS = ['%3a%', '%253'];

export const codedUserinfo: Matcher = ({ text }, at) => {
  CODED_USERINFO.lastIndex = at;
  const match = CODED_USERINFO.exec(text);
  if (match === null) return undefined;
  const [whole, password = ''] = match;
  const to = at + whole.search(/%(?:25)?40$/);
  return { from: to - password.length, to, kind: 'url' };
};

/** `-u name:password` and `--user` of curl and others. `-u 1000:1000` and `-u app:app` are users and groups. */
const USER_FLAG =
  /-u(?:ser)?[ =]{1,4}(["']?)[^\s:"'`*/]{1,64}:(?=[^\s"'`]{0,64}[0-9])(?=[^\s"'`]{0,64}[A-Za-z])([^\s"'`*]{8,256})/y;
export const USER_FLAG_STARTS = ['-u ', '-use'];

export const userFlag: Matcher = (view, at) => {
  USER_FLAG.lastIndex = at;
  const match = USER_FLAG.exec(view.text);
  if (match === null || !/(?:^|[\s-])$/.test(view.before(at, 1))) return undefined;
  const to = at + match[0].length;
  return { from: to - (match[2] ?? '').length, to, kind: 'named' };
};

const WEBHOOK =
  /hooks\.slack\.com(?:\\{0,2}\/)(?:services|workflows|triggers)(?=[A-Za-z0-9_/\\-]{20})|webhooks(?:\\{0,2}\/)[0-9]{17,20}(?=\\{0,2}\/[A-Za-z0-9_-]{30})|\/bot(?=[0-9]{6,12}:[A-Za-z0-9_-]{30})/iy;
const WEBHOOK_RUN = characterClass('A-Za-z0-9_:/\\\\\\-');
export const WEBHOOK_STARTS = ['hook', 'webh', '/bot'];

/** URLs that are secrets themselves: incoming webhooks of Slack and Discord, bots of Telegram. */
export const webhook: Matcher = ({ text }, at) => {
  WEBHOOK.lastIndex = at;
  const match = WEBHOOK.exec(text);
  if (match === null) return undefined;
  const from = at + match[0].length;
  return { from, to: from + 20, run: match[0].toLowerCase() === '/bot' ? TELEGRAM_RUN : WEBHOOK_RUN, kind: 'url' };
};

const TELEGRAM_RUN = characterClass('A-Za-z0-9_:\\-');

const PEM = /BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;

/** The first line of a private key in PEM. */
export const pem: Matcher = (view, at) => {
  PEM.lastIndex = at;
  const match = PEM.exec(view.text);
  if (match === null || view.before(at, 5) !== '-----') return undefined;
  const to = at + match[0].length;
  return { from: to, to, pem: true, kind: 'pem' };
};
