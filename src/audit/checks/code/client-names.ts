import { RULE_SET } from '../../../rules/rule-set.ts';
import { splitName } from '../../../scan/verdict/name-words.ts';
import { wordSet } from '../../../syntax/text.ts';

/** Captcha solving services, by provider id. Their keys spend money and do not belong in pages. @internal exported for tests */
export const SOLVERS: readonly string[] =
  `2captcha 9kw anticaptcha azcaptcha bestcaptchasolver capguru capmonster capsolver captchaai captcharun captchasio
  captchasonic capzy deathbycaptcha endcaptcha ezcaptcha imagetyperz multibot nextcaptcha nocaptchaai nopecha rucaptcha
  sctg solvecaptcha truecaptcha yescaptcha`.split(/\s+/);

const squash = (text: string): string => splitName(text).join('').replace(/\W/g, '');

/** Services whose keys are for servers only. */
const SERVER_SERVICES: readonly string[] = [
  ...RULE_SET.providers.filter(({ id }) => SOLVERS.includes(id)).flatMap(({ id, words }) => [id, ...words].map(squash)),
  ...`openai anthropic claude gemini groq deepseek mistral cohere perplexity openrouter xai grok huggingface replicate
  togetherai elevenlabs pinecone sendgrid mailgun postmark resend mailchimp twilio github gitlab slackbot discordbot
  telegrambot serpapi scraperapi scrapingbee scrapingant brightdata airtable notion sentryauth shodan`.split(/\s+/),
].filter((word) => word.length >= 3);

/** Services whose keys are made for pages, and words for such keys. */
const PUBLIC_SERVICES = wordSet(`
  publishable anon anonymous public pub site sitekey firebase maps map mapbox maptiler recaptcha turnstile hcaptcha
  friendlycaptcha dsn posthog segment amplitude mixpanel analytics measurement ga gtm hotjar intercom crisp logrocket bugsnag
  rollbar clerk vapid walletconnect tinymce ckeditor license licence giphy tenor launchdarkly growthbook
  statsig flagsmith rum client instrumentation telemetry insights pusher onesignal magic privy dynamic thirdweb
  cloudinary imgix typesense meilisearch search searchonly algolia statuspage gtag adsense paypal razorpay klarna square
  braintree plaid ably pubnub stream tracking tracker heap plausible umami kakao naver
`);

/** Build tools put variables with these prefixes into pages. The longest come first. */
export const CLIENT_PREFIXES =
  'NEXT_PUBLIC_|NUXT_PUBLIC_|EXPO_PUBLIC_|SNOWPACK_PUBLIC_|REACT_APP_|REACT_NATIVE_|VUE_APP_|NG_APP_|GATSBY_|VITE_|STORYBOOK_|PARCEL_|PUBLIC_';
export const CLIENT_PREFIX = new RegExp(`^(?:${CLIENT_PREFIXES})`);

/** `failure`: certainly a secret. `advice`: perhaps one. */
export type ClientSecrecy = 'failure' | 'advice' | 'no';

/**
 * Whether a variable that is built into pages must stay secret.
 * @param name without the prefix that makes it public: `OPENAI_API_KEY`
 */
export function clientSecrecyOf(name: string): ClientSecrecy {
  const words = splitName(name.toLowerCase());
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  const all = new Set(words);
  const joined = words.join('');
  const isDemo = words.some((word) => DEMO.has(word));
  if (/(?:database|postgres|postgresql|mongodb|mongo|mysql|redis)(?:url|uri|dsn)$|connectionstring$/.test(joined))
    return 'failure';
  if (/servicerole(?:key|jwt|token|secret)?$/.test(joined)) return 'failure';
  if (!ENDINGS.has(last) || SWITCHES.has(words[0] ?? '')) return 'no';
  if (last === 'key' && before === 'private') return isDemo ? 'advice' : 'failure';
  if (PASSWORDS.has(last)) return isDemo ? 'advice' : 'failure';
  if (all.has('secret') || all.has('secrets')) return isDemo ? 'advice' : 'failure';
  if (all.has('publishable') || all.has('anon') || all.has('public') || all.has('site') || all.has('sitekey'))
    return 'no';
  if (all.has('admin') && all.has('key')) return 'failure';
  if (SERVER_SERVICES.some((service) => isNamedIn(words, service))) return isDemo ? 'advice' : 'failure';
  if (last === 'key' && (before === 'encryption' || before === 'master')) return 'failure';
  if (words.some((word) => PUBLIC_SERVICES.has(word))) return 'no';
  if (last === 'key') return KEYS.has(before) || words.length === 1 ? 'advice' : 'no';
  return last === 'apikey' || last === 'token' ? 'advice' : 'no';
}

const ENDINGS = wordSet('key keys apikey token tokens secret secrets password passwd passphrase pwd pat');
const PASSWORDS = wordSet('password passwd passphrase');
const DEMO = wordSet('demo test default guest mock fake dummy example sample dev local initial');
/** Names that begin with these are switches: `SHOW_API_KEY`. */
const SWITCHES = wordSet('show hide has enable disable allow require use is no');
const KEYS = wordSet('api access auth secret');

/** Whether a service's name begins where a word begins: `capsolver` in `CAP_SOLVER_KEY`. */
function isNamedIn(words: readonly string[], service: string): boolean {
  return words.some((_, at) => {
    let rest = '';
    for (const word of words.slice(at)) {
      rest += word;
      if (rest === service) return true;
      if (rest.length >= service.length) return false;
    }
    return false;
  });
}
