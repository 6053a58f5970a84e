import { expect, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import { START } from '../../src/model/fragment.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { parseConfig } from '../../src/scan/config/parse-config.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { parseBaseline } from '../../src/scan/suppress/baseline-file.ts';
import { parseDetectSecretsBaseline } from '../../src/scan/suppress/detect-secrets-baseline.ts';
import { parseGitleaksIgnore } from '../../src/scan/suppress/gitleaks-ignore.ts';
import { readDotenv } from '../../src/syntax/dotenv.ts';
import { hexKey } from '../helpers/keys.ts';
import { keyLine } from '../helpers/scan.ts';
import { fuzz } from './fuzz.ts';

const ID = hexKey('fuzz id');

/** Each text is read, or refused with an error that was meant. */
test.each<[string, string, (text: string) => unknown]>([
  [
    'configuration',
    'minConfidence: low\nignore:\n  paths: ["a/**", \'b*\']\n  rules: [private-key]\nseverity: { private-key: low }\n',
    (text) => parseConfig(text, 'hexhound.yaml'),
  ],
  [
    'baseline',
    `{"version":1}\n{"fingerprint":"${ID}","rule":"a","path":"b","reason":"c","expires":"2030-01-01"}\n`,
    (text) => parseBaseline(text, 'baseline'),
  ],
  [
    'detect-secrets baseline',
    `{"results":{"a.py":[{"type":"x","hashed_secret":"${ID}","line_number":1}]}}`,
    (text) => parseDetectSecretsBaseline(text, '.secrets.baseline'),
  ],
  ['.gitleaksignore', 'a.py:rule:1\n# comment\nb:c:2\n', parseGitleaksIgnore],
  ['.env', `A=1\nB="two # 2"\nexport C='$\{A}'\n`, readDotenv],
])('a damaged %s', async (name, text, read) => {
  read(text);
  await fuzz(`damaged ${name}`, 300, (random) => {
    try {
      read(random.damage(Buffer.from(text)).toString('utf8'));
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(HexhoundError);
    }
  });
});

test('damaged content', async () => {
  const detector = new Detector(RULE_SET);
  const content = Buffer.concat([
    Buffer.from(`# ${keyLine(hexKey('fuzz'))}{"text": "x\\u0041\\n", "url": "https://a:b@c/?key=1"}\n`),
    Buffer.from(keyLine(hexKey('wide')), 'utf16le'),
    Buffer.from('-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n'),
    Buffer.from(Buffer.from(keyLine(hexKey('base64'))).toString('base64')),
  ]);
  expect(detector.detect({ bytes: content, origin: START }).length).toBeGreaterThan(2);
  await fuzz('damaged content', 300, (random) => {
    for (const { span } of detector.detect({ bytes: random.damage(content), origin: START })) {
      expect(span.endLine).toBeGreaterThanOrEqual(span.line);
    }
  });
});
