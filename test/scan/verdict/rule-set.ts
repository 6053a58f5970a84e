import type { FileContext, ServiceMention } from '../../../src/model/evidence.ts';
import type { BareRule, Provider, RuleSet, Shape } from '../../../src/model/rule.ts';

/** A handful of services, one for each situation that the verdict tells apart. */
export const RULES: RuleSet = {
  providers: [
    provider(
      'captchaai',
      'CaptchaAI',
      ['ocr.captchaai.com'],
      ['captchaai', 'captcha_ai', 'captcha-ai'],
      ['nocaptchaai'],
    ),
    provider('2captcha', '2Captcha', ['2captcha.com'], ['2captcha', 'twocaptcha', 'two_captcha']),
    provider('rucaptcha', 'RuCaptcha', ['rucaptcha.com'], ['rucaptcha']),
    provider('anticaptcha', 'Anti-Captcha', ['anti-captcha.com'], ['anticaptcha', 'anti-captcha', 'anti_captcha']),
    provider('capmonster', 'CapMonster Cloud', ['api.capmonster.cloud'], ['capmonster', 'cap_monster']),
    provider('capsolver', 'CapSolver', ['api.capsolver.com'], ['capsolver']),
    provider('solvecaptcha', 'SolveCaptcha', ['api.solvecaptcha.com'], ['solvecaptcha', 'solve_captcha']),
    provider('azcaptcha', 'AZcaptcha', ['azcaptcha.com'], ['azcaptcha']),
    provider('sctg', 'XEvil', ['api.sctg.xyz'], ['sctg']),
    provider('multibot', 'Multibot', ['api.multibot.in'], ['multibot']),
    provider('generic', 'Bare keys', [], []),
  ],
  services: { words: [], rows: '[]' },
  rules: [
    bare('captchaai', 'captchaai-api-key', 'alnum32', ['CAPTCHAAI_API_KEY', 'CAPTCHA_AI_KEY']),
    bare('2captcha', '2captcha-api-key', 'hex32', ['APIKEY_2CAPTCHA', 'TWOCAPTCHA_API_KEY']),
    bare('rucaptcha', 'rucaptcha-api-key', 'hex32', ['RUCAPTCHA_KEY']),
    bare('anticaptcha', 'anticaptcha-api-key', 'hex32', ['ANTICAPTCHA_KEY']),
    bare('capmonster', 'capmonster-api-key', 'hex32', ['CAPMONSTER_API_KEY']),
    bare('solvecaptcha', 'solvecaptcha-api-key', 'hex32', ['SOLVECAPTCHA_API_KEY']),
    bare('azcaptcha', 'azcaptcha-api-key', 'alnum32', ['AZCAPTCHA_API_KEY']),
    bare('sctg', 'sctg-api-key', 'mixed32', []),
    bare('multibot', 'multibot-api-key', 'mixed32', []),
    bare('generic', 'bare-key-hex32', 'hex32', []),
    bare('generic', 'bare-key-alnum32', 'alnum32', []),
  ],
  digest: '',
};

function provider(
  id: string,
  name: string,
  hosts: readonly string[],
  words: readonly string[],
  notWords: readonly string[] = [],
): Provider {
  return { id, name, hosts, words, notWords };
}

function bare(providerId: string, id: string, shape: Shape, names: readonly string[]): BareRule {
  const texts = {
    title: id,
    severity: 'high',
    risk: '',
    fix: { steps: [] },
    examples: { matches: [], ignores: [] },
  } as const;
  return { kind: 'bare', id, provider: providerId, shape, names, ...texts };
}

/** What the kernel's anchors would say about a content, by plain search. */
export function readContext(content: string, siblings = 1): FileContext {
  const lower = content.toLowerCase();
  const services = new Map<Provider, ServiceMention>();
  for (const known of RULES.providers) {
    const others = known.notWords.flatMap((word) => offsetsOf(lower, word).map((at) => at + word.length));
    const words = known.words.flatMap((word) =>
      offsetsOf(lower, word).filter((at) => !others.includes(at + word.length)),
    );
    const mention = {
      hosts: known.hosts.flatMap((host) => offsetsOf(lower, host)),
      words: words.sort((a, b) => a - b),
    };
    if (mention.hosts.length + mention.words.length > 0) services.set(known, mention);
  }
  return { services, siblings: { hex32: siblings, alnum32: siblings, mixed32: siblings } };
}

function offsetsOf(text: string, word: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(word); at >= 0 && offsets.length < 64; at = text.indexOf(word, at + 1)) offsets.push(at);
  return offsets;
}
