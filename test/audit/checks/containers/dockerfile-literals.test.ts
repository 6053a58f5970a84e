import { expect, test } from 'vitest';
import { dockerfileLiterals } from '../../../../src/audit/checks/containers/dockerfile-literals.ts';
import { alnumKey, hexKey } from '../../../helpers/keys.ts';
import { auditOf, linesOf, projectOf } from './project.ts';

const KEY = hexKey('dockerfile');
const TOKEN = alnumKey('dockerfile', 40);

async function linesFor(text: string, path = 'Dockerfile'): Promise<string[]> {
  return linesOf(await auditOf([dockerfileLiterals], await projectOf({ [path]: text })));
}

test.each([
  ['ENV with a space', `ENV CAPTCHAAI_API_KEY ${KEY}`, 2, 'ENV CAPTCHAAI_API_KEY'],
  ['ENV with a sign', `ENV CAPTCHAAI_API_KEY=${KEY}`, 2, 'ENV CAPTCHAAI_API_KEY'],
  ['ENV with several', `ENV PORT=80 A="b c" API_KEY="${KEY}"`, 2, 'ENV API_KEY'],
  ['a continued ENV', `ENV PORT=80 \\\n  # the key\n  API_KEY=${KEY}`, 4, 'ENV API_KEY'],
  ['a default behind a variable', `ENV API_KEY=\${API_KEY:-${KEY}}`, 2, 'ENV API_KEY'],
  ['ARG with a default', `ARG API_KEY=${KEY}`, 2, 'ARG API_KEY'],
  ['LABEL', `LABEL "com.example.api-key"="${KEY}"`, 2, 'LABEL com.example.api-key'],
  ['ONBUILD', `ONBUILD ENV API_KEY=${KEY}`, 2, 'ENV API_KEY'],
  ['export', `RUN export API_KEY=${KEY} && make`, 2, 'RUN gives API_KEY'],
  ['a variable for one command', `RUN cd /app && \\\n  API_KEY='${KEY}' make`, 3, 'RUN gives API_KEY'],
  ['a command behind comments', `RUN cd /app \\\n\n  # and\n  && API_KEY=${KEY} make`, 5, 'RUN gives API_KEY'],
  ['a flag', `RUN login --user ada --api-key ${KEY}`, 2, 'RUN gives api-key'],
  ['a flag with a sign', `RUN login --api-key=${KEY}`, 2, 'RUN gives api-key'],
  ['a header', `RUN curl -H "X-Api-Key: ${KEY}" https://example.net`, 2, 'RUN gives X-Api-Key'],
  ['a bearer', `RUN curl -H 'Authorization: Bearer ${TOKEN}' https://example.net`, 2, 'RUN gives Authorization-token'],
  ['a login', `RUN curl -u ada:${TOKEN} https://example.net`, 2, 'RUN gives password'],
  ['a file', `RUN echo "API_KEY=${KEY}" >> /app/.env`, 2, 'RUN gives API_KEY'],
  ['a setting of npm', `RUN npm config set //registry.example.net/:_authToken ${TOKEN}`, 2, 'RUN gives _authToken'],
  ['a here-document', `RUN <<EOF\nset -e\nexport API_KEY=${KEY}\nEOF`, 4, 'RUN gives API_KEY'],
  [
    'a continued line in a here-document',
    `RUN <<EOF\nset \\\n  -e\nsolve \\\n  --api-key ${KEY}\nEOF`,
    6,
    'RUN gives api-key',
  ],
  ['a substitution', `RUN X="$(curl -H 'X-Api-Key: ${KEY}' https://example.net)"`, 2, 'RUN gives X-Api-Key'],
  ['a default in quotation marks', `RUN A=b API_KEY=\${API_KEY:-"${KEY}"} make`, 2, 'RUN gives API_KEY'],
  ['a copied here-document', `COPY <<EOF /app/.env\nAPI_KEY=${KEY}\nEOF`, 3, 'COPY gives API_KEY'],
  ['a command in JSON', `CMD ["solve", "--api-key", "${KEY}"]`, 2, 'CMD gives api-key'],
  ['a script in JSON', `ENTRYPOINT ["sh", "-c", "API_KEY=${KEY} solve"]`, 2, 'ENTRYPOINT gives API_KEY'],
  [
    'a health check',
    `HEALTHCHECK --interval=5s CMD curl -H 'X-Api-Key: ${KEY}' localhost`,
    2,
    'HEALTHCHECK gives X-Api-Key',
  ],
])('%s', async (_, instruction, line, what) => {
  const [problem = '', ...more] = await linesFor(`FROM node:24\n${instruction}\nUSER node\n`);
  expect(more).toEqual([]);
  expect(problem).toContain(`failure Dockerfile:${line} ${what}`);
  expect(problem).not.toContain(KEY);
  expect(problem).not.toContain(TOKEN);
});

test('a key before the first FROM, and one in a build stage', async () => {
  const text = `ARG API_KEY=${KEY}\nFROM a AS build\nENV OTHER_API_KEY=${hexKey('other')}\nFROM b\n`;
  expect(await linesFor(text)).toHaveLength(2);
});

test('the escape directive', async () => {
  const text = `# escape=\`\nFROM a\nENV A=b \`\n  API_KEY=${KEY}\nRUN solve \`\n  --api-key ${KEY}\n`;
  expect((await linesFor(text)).map((line) => line.split(' ')[1])).toEqual(['Dockerfile:4', 'Dockerfile:6']);
});

test.each(['Dockerfile.prod', 'api.Dockerfile', 'deploy/api.dockerfile', 'Containerfile', 'Containerfile.api'])(
  'is looked at: %s',
  async (path) => {
    expect(await linesFor(`FROM a\nENV API_KEY=${KEY}\n`, path)).toHaveLength(1);
  },
);

test.each([
  `ENV API_KEY=$API_KEY TOKEN=\${TOKEN}`,
  'ENV API_KEY= PASSWORD=""',
  'ARG API_KEY',
  'ENV API_KEY=your-api-key',
  `ENV GPG_KEY ${hexKey('gpg', 40).toUpperCase()}`,
  `RUN apt-key adv --recv-keys ${hexKey('gpg', 40).toUpperCase()}`,
  `ENV NODE_SHA256=${hexKey('sum', 64)}`,
  'RUN --mount=type=secret,id=npm NPM_TOKEN=$(cat /run/secrets/npm) npm ci',
  'RUN curl -H "Authorization: Bearer $TOKEN" https://example.net',
  `# ENV API_KEY=${KEY}`,
])('says nothing about %j', async (instruction) => {
  expect(await linesFor(`FROM a\n${instruction}\n`)).toEqual([]);
});

test('a made-up password is advice; in a test image it is ignored', async () => {
  const text = `FROM a\nENV DB_PASSWORD=${['violet', 'Anchor'].join('-')}\n`;
  expect((await linesFor(text))[0]).toMatch(/^advice /);
  expect(await linesFor(text, 'test/Dockerfile')).toEqual([]);
  expect((await linesFor(`FROM a\nENV API_KEY=${KEY}\n`, 'test/Dockerfile'))[0]).toMatch(/^advice /);
});

test('files that are not Dockerfiles: too large, or in another language', async () => {
  const files = await projectOf({
    Dockerfile: `FROM a\n${'RUN true\n'.repeat(20_000)}`,
    'dockerfile.ex': `API_KEY=${KEY}`,
  });
  const { problems, markUnread } = await auditOf([dockerfileLiterals], files);
  expect(problems).toEqual([]);
  expect(markUnread).toEqual(['Dockerfile is too large, or too hard to read, for a Dockerfile']);
});
