import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { masker } from '../../src/model/masking.ts';
import type { NeedleSet } from '../../src/model/needle-set.ts';
import { ScanLog } from '../../src/model/scan-log.ts';
import { Secret } from '../../src/model/secret.ts';
import { linesOf, secretForms } from '../../src/model/secret-forms.ts';
import { findInTree } from '../../src/respond/rotate/tree-places.ts';
import { searchFolder } from '../../src/respond/search/file-search.ts';
import { needlesFor } from '../../src/respond/search/secret-needles.ts';
import { createRedactor } from '../../src/runtime/redaction/index.ts';
import { alnumKey } from '../helpers/keys.ts';
import { GIT_ENV, temporaryFolder } from '../helpers/repository.ts';
import { runs } from '../helpers/runs.ts';
import { WRITTEN_BLOCKS, WRITTEN_FORMS } from '../helpers/written-forms.ts';

/** A digit, as no word has, and nothing that is read as a line break. */
const anySecret = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 64 }),
    fc.string({ unit: fc.constantFrom(...'abcXYZ0189+/=_-'), minLength: 12, maxLength: 80 }),
    fc.string({ unit: fc.constantFrom(...'abcXYZ0189+/&<>"\'`\\%= é€😀'), minLength: 12, maxLength: 40 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 40 }),
  )
  .filter((value) => /\d/.test(value) && value === value.trim() && linesOf(value).length === 1);

/** As a scanner reads it, and as somebody types it. */
function secretsOf(value: string): Secret[] {
  return [new Secret(Buffer.from(value).toString('latin1')), new Secret(value)];
}

/** What remains of base64 that held more, once or twice, and of its padding. */
const MOST_LEFT = 12;

/** What is left of a text beside the masks in it; undefined where there is none. */
function leftOf(masked: string, secret: Secret): string | undefined {
  const parts = masked.split(secret.mask()).flatMap((part) => part.split('****'));
  return parts.length < 2 ? undefined : parts.join('');
}

async function pathsFoundBy(needles: NeedleSet, folder: string): Promise<Record<string, string[]>> {
  const log = new ScanLog();
  const byPurge = [...searchFolder(needles, folder, () => false, log)];
  const byRotate = await findInTree(needles, folder, join(folder, 'none'), undefined, GIT_ENV, log);
  expect(log.errors).toEqual([]);
  const paths = (hits: readonly { readonly path: string }[]) => [...new Set(hits.map(({ path }) => path))].sort();
  return { purge: paths(byPurge), rotate: paths(byRotate) };
}

describe('each form of any secret', () => {
  test('is masked in reports, in full', () => {
    fc.assert(
      fc.property(anySecret, fc.constantFrom(...WRITTEN_FORMS), (value, { write, program }) => {
        const bytes = write(value);
        const text = bytes.toString();
        // What is no UTF-8 is in no report.
        fc.pre(Buffer.from(text).equals(bytes));
        for (const secret of secretsOf(value)) {
          expect(leftOf(masker([secret])(text), secret)?.length, program).toBeLessThanOrEqual(MOST_LEFT);
        }
      }),
      runs(400),
    );
  });

  test('is masked by the redactor of the runtime, in full', () => {
    fc.assert(
      fc.property(anySecret, fc.constantFrom(...WRITTEN_FORMS), (value, { write, program }) => {
        const redactor = createRedactor({ keys: [value], patterns: false });
        const pieces = redactor.bytePieces();
        const masked = Buffer.concat([...pieces.push(write(value)), ...pieces.end()]).toString('latin1');
        // A stream of UTF-16 stays one.
        expect(leftOf(masked.replaceAll('\0', ''), new Secret(value))?.length, program).toBeLessThanOrEqual(MOST_LEFT);
      }),
      runs(100),
    );
  });

  test('is found by the searches of purge and rotate, by its name', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(anySecret, async (value) => {
        for (const [index, { write }] of WRITTEN_FORMS.entries()) writeFileSync(join(folder, `${index}`), write(value));
        const all = WRITTEN_FORMS.map((_, index) => `${index}`).sort();
        for (const secret of secretsOf(value)) {
          const needles = needlesFor([secret]);
          expect(await pathsFoundBy(needles, folder)).toEqual({ purge: all, rotate: all });
          for (const { form, write } of WRITTEN_FORMS.filter(({ form: name }) => /base64|hex|UTF|bytes/.test(name))) {
            expect(needles.valuesOf(needles.findIn(write(value))).get(0)).toContain(form);
          }
        }
      }),
      runs(10),
    );
  });
});

describe('a key of several lines', () => {
  const body = ['first', 'second', 'third', 'fourth'].map((seed) => `${alnumKey(`pem ${seed}`, 62)}+/`);
  const lines = ['-----BEGIN PRIVATE KEY-----', ...body, 'AbC=', '-----END PRIVATE KEY-----'];
  const keys = ['\n', '\r\n', '\\n'].map((separator) => lines.join(separator));

  test.each(Object.entries(WRITTEN_BLOCKS))('%s', async (_, write) => {
    const folder = temporaryFolder();
    const bytes = write(lines);
    writeFileSync(join(folder, 'key'), bytes);
    for (const key of keys) {
      const secret = new Secret(key);
      expect(await pathsFoundBy(needlesFor([secret]), folder)).toEqual({ purge: ['key'], rotate: ['key'] });
      const redactor = createRedactor({ keys: [key], patterns: false });
      for (const masked of [masker([secret])(bytes.toString()), redactor.redact(bytes.toString())]) {
        const decoded = Buffer.from(masked.replaceAll('*', ''), 'base64').toString('latin1');
        for (const line of body) {
          expect(masked).not.toContain(line.slice(0, 16));
          expect(masked).not.toContain(line.slice(-16).replaceAll('/', '\\/'));
          expect(decoded).not.toContain(line.slice(4, 20));
        }
      }
    }
  });
});

test('no form twice, and none shorter than the value', () => {
  fc.assert(
    fc.property(anySecret, (value) => {
      const forms = secretForms(Buffer.from(value).toString('latin1')).map(({ bytes }) => bytes);
      expect(new Set(forms).size).toBe(forms.length);
      for (const form of forms) expect(form.length).toBeGreaterThanOrEqual(value.length);
    }),
  );
});

test('bytes that are not UTF-8 have forms too', () => {
  const value = `\xff\xfe"${alnumKey('bytes', 12)}/\x80`;
  const bytes = Buffer.from(value, 'latin1');
  const forms = secretForms(value).map((form) => form.bytes);
  expect(forms).toContain(bytes.toString('hex'));
  expect(forms).toContain(
    bytes
      .toString('base64')
      .replace(/=+$/, '')
      .slice(0, Math.floor((value.length * 8) / 6)),
  );
  expect(forms).toContain(value.replace('"', '\\"'));
  expect(forms).toContain(`%FF%FE%22${alnumKey('bytes', 12)}%2F%80`);
});
