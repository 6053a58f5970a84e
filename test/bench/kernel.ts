import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kernel } from '../../src/kernel/kernel.ts';
import type { Anchor } from '../../src/model/anchor.ts';

const MOST_BYTES = 64e6;
/** Larger ones are not source text, whatever their names say. */
const LARGEST = 4e6;
const ROUNDS = 12;
/** They have every word that is looked for. */
const OWN_RULES = /^\.cache\/|\brules\/(?:generated\.ts|.*\.ya?ml)$/;
const TEXT = /\.([cm]?[jt]s|json|md|ya?ml)$/;

/** What a scan for captcha services and a hundred others looks for: names, hosts, and the beginnings of keys. */
const KEYWORDS =
  `captchaai captcha_ai captcha-ai ocr.captchaai.com 2captcha.com two_captcha twocaptcha rucaptcha ru_captcha
  rucaptcha.com anticaptcha anti_captcha anti-captcha.com antigate capsolver capsolver.com capmonster cap_monster
  capmonster.cloud deathbycaptcha death_by_captcha dbcapi.me nopecha nopecha.com nocaptchaai solvecaptcha solve_captcha
  azcaptcha imagetyperz captchatypers bestcaptchasolver bcsapi.xyz endcaptcha truecaptcha apitruecaptcha.org nextcaptcha
  yescaptcha ezcaptcha captchas.io captcha.run capguru cap.guru sctg.xyz multibot friendlycaptcha frcapi.com adzuna ahrefs
  alchemy algolia amplitude audioscrobbler aviationstack azure_openai openai.azure.com bigmodel bing_search braintree bugsnag
  cloudflare coinlayer currencylayer datadog dd_api_key dd-api-key deepseek elevenlabs xi-api-key etherscan facebook fb_app
  fixer.io flickr geoapify giphy gtmetrix honeycomb indexnow infura ipgeolocation ipinfo ipstack languagelayer lastfm last.fm
  lemlist mailchimp mailgun marketstack maxmind mediastack mixpanel moralis newrelic new_relic newsapi numverify
  ocp-apim-subscription-key atlas.microsoft.com cognitiveservices opencagedata openweather pagerduty routing_key pdfshift
  positionstack pusher rapidapi rollbar scraperapi scrapestack scrapingant screenshotlayer segment.io sentry_dsn serpstack
  shodan spoonacular storefront themoviedb tmdb_api theoddsapi twilio userstack weatherstack zendesk zhipu project_secret
  service_key app_secret api_secret access_key client_secret -----begin postgres:// postgresql:// mongodb:// mongodb+srv://
  mysql:// redis:// amqp:// accountkey= sharedaccesskey= .atlasv1. _authtoken hooks.slack.com discord.com/api/webhooks
  aws_secret_access_key private_key_id gitleaks:allow trufflehog:ignore secretlint-disable hexhound-ignore`.split(
    /\s+/,
  );

const PREFIXES =
  `ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- glrt- npm_ pypi-AgE AKIA ASIA AIza GOCSPX- sk-proj- sk-ant- sk-or-v1-
  sk_live_ rk_live_ sk_test_ whsec_ xoxb- xoxp- xapp- SG. hf_ dop_v1_ shpat_ shpss_ dckr_pat_ glsa_ glc_ ATATT3 hvs. pul-
  rubygems_ figd_ lin_api_ PMAK- gsk_`.split(/\s+/);

const PARTS: readonly (readonly [string, readonly Anchor['kind'][]])[] = [
  ['nothing', []],
  ['runs of 32', ['run']],
  ['prefixes', ['prefix']],
  ['keywords', ['keyword']],
  ['base64', ['base64']],
  ['everything', ['keyword', 'prefix', 'run', 'base64']],
];

/** Prints how fast the kernel goes over source text, as files of their own sizes that are in memory already. */
export async function benchKernel(): Promise<void> {
  const files = readTexts(['src', 'node_modules']);
  const bytes = files.reduce((sum, file) => sum + file.length, 0);
  print(
    `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB; ${KEYWORDS.length} keywords, ${PREFIXES.length} prefixes`,
  );
  print(`${'looking for'.padEnd(12)}${'best MB/s'.padStart(10)}${'median'.padStart(8)}${'anchors'.padStart(9)}`);
  const config = { keywords: KEYWORDS, prefixes: PREFIXES };
  const runs = PARTS.map(([name, kinds]) => ({
    name,
    kernel: new Kernel(config, { kinds }),
    seconds: [0],
    anchors: 0,
  }));
  // In turns, so that a busy moment of the machine does not fall on one of them alone; the first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const run of runs) {
      const begun = performance.now();
      run.anchors = 0;
      for (const file of files) run.anchors += run.kernel.scan(file).length;
      if (round > 0) run.seconds[round - 1] = (performance.now() - begun) / 1000;
    }
  }
  for (const { name, seconds, anchors } of runs) {
    const [best = 0, median = 0] = [0, ROUNDS >> 1].map((i) => bytes / 1e6 / (seconds.sort((a, b) => a - b)[i] ?? 0));
    print(
      `${name.padEnd(12)}${best.toFixed(0).padStart(10)}${median.toFixed(0).padStart(8)}${String(anchors).padStart(9)}`,
    );
  }
}

/** Source text below folders. @param most bytes of all together */
export function readTexts(folders: readonly string[], most = MOST_BYTES): Uint8Array[] {
  const files: Uint8Array[] = [];
  let left = most;
  for (const folder of folders) {
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      const file = join(folder, path);
      if (left <= 0 || !TEXT.test(path) || OWN_RULES.test(path)) continue;
      const stat = statSync(file);
      if (!stat.isFile() || stat.size > LARGEST) continue;
      const bytes = readFileSync(file);
      files.push(bytes);
      left -= bytes.length;
    }
  }
  return files;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
