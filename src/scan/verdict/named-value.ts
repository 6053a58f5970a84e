import type { FeatureName } from '../../model/generated.ts';

/** What a value's characters say about it. */
export type ValueFeature = Extract<FeatureName, `value.${string}`>;

/**
 * What people write where a secret would stand: variables and templates, "put yours here", the passwords of every manual.
 */
const PLACEHOLDER = new RegExp(
  [
    String.raw`^[$<{#[*.(:@!]|[}>)\]]$|\$\{|\{\{|%[sdv]\b|^%[a-z_]|%\(|x{4}|X{4}|\*{3}|\.{3}|(.)\1{5}`,
    'example|placeholder|ch[a4@]n[g6][e3]|dummy|sample|redact|foobar|todo|fixme|replace|insert|s[e3]cr[e3]t|p[a@4]ssw|creds|credential|pwd|passphrase|token|your|fake|mock|invalid|wrong|test|abc|123456|qwerty|asdf|^[asdfghjkl]+$|letmein',
    String.raw`^(?:null|none|nil|true|false|undefined|string|str|text|bool|boolean|int|integer|object|required|optional|default|empty|hidden|value|key|keys|name|basic|bearer|digest|admin|root|user|guest|postgres|mysql|redis|rabbitmq|minioadmin|welcome|hello|hunter2)\d{0,4}$`,
  ].join('|'),
  'i',
);

/** Code, paths, URLs, file names, types: `os.environ`, `Foo::Bar`, `./key.pem`, `->token`. */
const CODE =
  /[(){}]|::|->|=>|&&|\|\||:\/\/|^(?:\/|\.\/|\.\.\/|~\/|--)|^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^[\w-]+\/[\w./-]*[a-z]{3,}$|^[a-z][a-z0-9_-]*(?:\/[a-z0-9._-]+)+$|\\[wdsbnrt]|^0x[0-9a-fA-F]+$|^[~^v]?\d+(?:\.\d+)+|:$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|:[\d.]+:|\.(?:pem|key|crt|json|ya?ml|txt|js|ts|py|rb|go|java|php|html?|md|css|env|conf|cfg|ini|xml|sh|pl|c|h|cc|cpp|cs|rs|kt|swift|lua|sql|log|gz|zip|exe|dll|so)$|,$|^\W+$|;$|^[A-Za-z]+=$/;

/** Names of encodings, digests, ciphers and formats, which stand beside secrets: `decode(token, 'base64')`. */
const ALGORITHM =
  /^(?:base(?:16|32|58|64)(?:url)?|utf-?(?:8|16)\w*|latin-?1|us-ascii|sha-?\d+|hmac[-_]?\w*|aes[-_\d]\w*|[rhep]s(?:256|384|512)|argon2\w*|pbkdf2\w*|ed25519|x25519|curve25519|oauth2?|pkcs\d+|x509|cwe-\d+|ipv[46]|http[12])$|hmac-sha|sha\d{1,3}with/i;

/** Frequent pairs of letters: 95% of those in words, a third of those in random letters. */
const PAIRS = new Set(
  `th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur
   ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir
   su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu
   rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu
   ph og ms ud mb ip ub oi rl gu dr cc ft hu nn`.split(/\s+/),
);

/** Share of frequent pairs from which on a value reads like words. */
const WORDLIKE = 0.66;

/** Whether it is a placeholder, code or an algorithm's name, and so not a secret, whatever its name. */
export function cannotBeSecret(value: string): boolean {
  return (
    /[\x80-\xff]|^[\d.,:+-]+$/.test(value) ||
    PLACEHOLDER.test(value) ||
    CODE.test(value) ||
    ALGORITHM.test(value) ||
    readsLikeWords(value)
  );
}

/** Features of a value that a secret's name is given. */
export function readNamedValue(value: string): ValueFeature[] {
  const features: ValueFeature[] = [];
  if (/\d.*[A-Za-z].*\d|[A-Za-z].*\d.*[A-Za-z]/.test(value)) features.push('value.mixed');
  if (/^[A-Za-z]+$/.test(value)) features.push('value.letters');
  if (value.length < 8) features.push('value.short');
  if (value.length >= 20) features.push('value.long');
  return features;
}

/** Whether it is words, or an identifier made of words, with few digits and marks. */
function readsLikeWords(value: string): boolean {
  const letters = value.replace(/[^A-Za-z]/g, '').length;
  const joints = value.replace(/[A-Za-z]|[_-](?=[A-Za-z])|\d{1,3}$/g, '').length;
  if (joints > value.length / 8) return false;
  let [pairs, common] = [0, 0];
  for (const word of value.match(/[A-Z]*[a-z]*/g) ?? []) {
    const lower = word.toLowerCase();
    for (let at = 1; at < lower.length; at++) {
      pairs++;
      if (PAIRS.has(lower.slice(at - 1, at + 1))) common++;
    }
  }
  return letters >= 3 && pairs > 0 && common >= pairs * WORDLIKE;
}
