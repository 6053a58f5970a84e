// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of files in many languages
import { expect, test } from 'vitest';
import { clientSecrecyOf, SOLVERS } from '../../../../src/audit/checks/code/client-names.ts';
import { CLIENT_SIDE } from '../../../../src/audit/checks/code/client-side.ts';
import { RULE_SET } from '../../../../src/rules/rule-set.ts';
import { contextOf, projectProblems } from './context.ts';

const names = (text: string) => text.trim().split(/\s+/);

test.each(
  names(`CAPTCHAAI_API_KEY CAPTCHAAI_KEY CAPTCHA_AI_API_KEY TWOCAPTCHA_API_KEY 2CAPTCHA_KEY ANTICAPTCHA_KEY
    ANTI_CAPTCHA_API_KEY CAPSOLVER_API_KEY CAPMONSTER_KEY DEATHBYCAPTCHA_PASSWORD NOPECHA_KEY
    OPENAI_API_KEY OPENAI_KEY ANTHROPIC_API_KEY CLAUDE_API_KEY GEMINI_API_KEY GROQ_API_KEY OPENROUTER_API_KEY
    STRIPE_SECRET_KEY SENDGRID_API_KEY MAILGUN_API_KEY TWILIO_AUTH_TOKEN AWS_SECRET_ACCESS_KEY GITHUB_TOKEN SLACK_BOT_TOKEN
    SUPABASE_SERVICE_ROLE_KEY SUPABASE_SERVICE_ROLE DATABASE_URL MONGODB_URI PRIVATE_KEY WALLET_PRIVATE_KEY
    DB_PASSWORD CLIENT_SECRET GOOGLE_CLIENT_SECRET ALGOLIA_ADMIN_KEY RECAPTCHA_SECRET_KEY SENTRY_AUTH_TOKEN JWT_SECRET`),
)('%s must not be in a page', (name) => {
  expect(clientSecrecyOf(name)).toBe('failure');
});

test.each(names('API_KEY TOKEN ACCESS_TOKEN KEY WEATHER_API_KEY DEMO_PASSWORD TEST_CLIENT_SECRET INFURA_API_KEY'))(
  '%s perhaps must not',
  (name) => {
    expect(clientSecrecyOf(name)).toBe('advice');
  },
);

test.each(
  names(`STRIPE_PUBLISHABLE_KEY CLERK_PUBLISHABLE_KEY SUPABASE_ANON_KEY SUPABASE_URL FIREBASE_API_KEY GOOGLE_MAPS_API_KEY
    RECAPTCHA_SITE_KEY TURNSTILE_SITE_KEY HCAPTCHA_SITEKEY RECAPTCHA_KEY SENTRY_DSN POSTHOG_KEY SEGMENT_WRITE_KEY ALGOLIA_SEARCH_KEY
    ALGOLIA_SEARCH_API_KEY MAPBOX_TOKEN MAPBOX_ACCESS_TOKEN VAPID_PUBLIC_KEY GA_MEASUREMENT_ID WALLETCONNECT_PROJECT_ID PASSWORD_MIN_LENGTH
    SHOW_PASSWORD ENABLE_API_KEY API_KEY_HEADER OPENAI_API_URL OPENAI_ENABLED OPENAI_MODEL TOKEN_NAME AWS_ACCESS_KEY_ID
    SECRET_NAME API_URL PUBLIC_KEY PAYPAL_CLIENT_ID`),
)('%s is made for it', (name) => {
  expect(clientSecrecyOf(name)).toBe('no');
});

test('all solvers are providers of rules', () => {
  const ids = RULE_SET.providers.map(({ id }) => id);
  expect(SOLVERS.filter((id) => !ids.includes(id))).toEqual([]);
});

async function check(contents: Record<string, string>) {
  return projectProblems(CLIENT_SIDE, await contextOf(contents));
}

test.each<[string, string]>([
  ['.env', 'NEXT_PUBLIC_OPENAI_API_KEY=\n'],
  ['.env.example', 'VITE_OPENAI_API_KEY=your-key\n'],
  ['.env.example', '# VITE_OPENAI_API_KEY=\n'],
  ['src/api.ts', 'const key = process.env.REACT_APP_OPENAI_API_KEY;\n'],
  ['src/api.ts', "const key = process.env['GATSBY_OPENAI_API_KEY'];\n"],
  ['src/App.vue', '<script>\nconst key = process.env.VUE_APP_OPENAI_API_KEY;\n</script>\n'],
  ['nuxt.config.ts', 'export default { a: process.env.NUXT_PUBLIC_OPENAI_API_KEY }\n'],
  ['src/api.ts', "import { PUBLIC_OPENAI_API_KEY } from '$env/static/public';\n"],
  ['src/pages/index.astro', 'const key = import.meta.env.PUBLIC_OPENAI_API_KEY;\n'],
  ['app/api.ts', 'fetch(url, { key: process.env.EXPO_PUBLIC_OPENAI_API_KEY })\n'],
  ['src/api.ts', 'const key = import.meta.env.NG_APP_OPENAI_API_KEY;\n'],
  ['.storybook/main.ts', 'const key = process.env.STORYBOOK_OPENAI_API_KEY;\n'],
  ['src/api.ts', 'const key = import.meta.env.SNOWPACK_PUBLIC_OPENAI_API_KEY;\n'],
  ['Dockerfile', 'FROM node\nARG VITE_OPENAI_API_KEY\n'],
  ['.github/workflows/ci.yml', 'env:\n  VITE_OPENAI_API_KEY: ${{ secrets.OPENAI }}\n'],
  ['next.config.js', 'module.exports = { env: { OPENAI_API_KEY: process.env.OPENAI_API_KEY } }\n'],
  ['next.config.js', "module.exports = { publicRuntimeConfig: { key: process.env['OPENAI_API_KEY'] } }\n"],
  ['nuxt.config.ts', 'export default { runtimeConfig: { public: { key: process.env.OPENAI_API_KEY } } }\n'],
  ['webpack.config.js', 'new webpack.DefinePlugin({ KEY: JSON.stringify(process.env.OPENAI_API_KEY) })\n'],
  ['webpack.prod.js', "new webpack.EnvironmentPlugin(['NODE_ENV', 'OPENAI_API_KEY'])\n"],
  ['vite.config.ts', 'export default { define: { KEY: JSON.stringify(process.env.OPENAI_API_KEY) } }\n'],
  ['vite.config.ts', "export default { define: { 'process.env': process.env } }\n"],
])('%s: %s', async (path, text) => {
  expect(await check({ [path]: text })).toMatchObject([{ rule: 'client-side-key', path, weight: 'failure' }]);
});

test.each<[string, string]>([
  ['.env', 'OPENAI_API_KEY=\nVITE_API_URL=\nNEXT_PUBLIC_SUPABASE_ANON_KEY=\n'],
  ['src/api.ts', '// process.env.VITE_OPENAI_API_KEY\nconst key = process.env.OPENAI_API_KEY;\n'],
  ['src/Keys.java', 'static final String PUBLIC_OPENAI_API_KEY = "";\n'],
  ['src/keys.ts', 'const PUBLIC_OPENAI_API_KEY = "";\n'],
  ['README.md', 'VITE_OPENAI_API_KEY\n'],
  ['examples/.env', 'VITE_OPENAI_API_KEY=\n'],
  ['test/api.ts', 'process.env.VITE_OPENAI_API_KEY\n'],
  ['next.config.js', 'module.exports = { serverRuntimeConfig: { key: process.env.OPENAI_API_KEY } }\n'],
  [
    'vite.config.ts',
    'export default { test: { env: { OPENAI_API_KEY: process.env.OPENAI_API_KEY } }, define: { "process.env": {} } }\n',
  ],
  ['webpack.config.js', 'const key = process.env.OPENAI_API_KEY;\n'],
  ['webpack.config.js', 'new webpack.DefinePlugin({ A: JSON.stringify(process.env.NODE_ENV) })\n'],
])('%s is harmless: %s', async (path, text) => {
  expect(await check({ [path]: text })).toEqual([]);
});

test('one problem for each variable, with the number of its places', async () => {
  const problems = await check({
    '.env.example': 'PORT=1\nVITE_CAPTCHAAI_API_KEY=\nVITE_API_KEY=\n',
    'src/api.ts': 'import.meta.env.VITE_CAPTCHAAI_API_KEY + import.meta.env.VITE_CAPTCHAAI_API_KEY\n',
  });
  const why = 'built into what every visitor downloads, for it begins with VITE_';
  expect(problems).toEqual([
    {
      rule: 'client-side-key',
      path: '.env.example',
      line: 2,
      note: `VITE_CAPTCHAAI_API_KEY is ${why} (3 places)`,
      weight: 'failure',
    },
    { rule: 'client-side-key', path: '.env.example', line: 3, note: `VITE_API_KEY is ${why}`, weight: 'advice' },
  ]);
});
