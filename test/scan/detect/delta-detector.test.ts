import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeldObject } from '../../../src/kernel/object-kernel.ts';
import { START } from '../../../src/model/fragment.ts';
import { fill } from '../../../src/rules/generate.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { DeltaDetector, type Trace } from '../../../src/scan/detect/delta-detector.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { TemplateReader } from '../../../src/scan/detect/template.ts';
import { TimeLimit } from '../../../src/scan/detect/time-limit.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { LINES } from '../../helpers/lines.ts';
import { runs } from '../../helpers/runs.ts';

const line = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...LINES) },
  { weight: 2, arbitrary: fc.nat(60).map((seed) => `  "asset-${seed}": "${hexKey(`asset ${seed}`)}",`) },
);
const escaped = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '\\x$&');
/** Forms of named values, and of what is packed, stretched at the dots to about as far as they reach. */
const STRETCHED: readonly string[] = [
  `password·= "${alnumKey('stretched', 20)}"·`,
  `variable "db_password" {·\n·default = "${alnumKey('apart', 20)}"·}`,
  `·,user,password,·\n·,ann,${alnumKey('row 1', 20)},·\n·,bob,${alnumKey('row 2', 20)},·`,
  `·\nid,user,password\n${[1, 2, 3, 4, 5, 6].map((row) => `${alnumKey(`cell ${row}`, 50)},ann,${alnumKey(`value ${row}`, 24)}`).join('\n')}\n·`,
  `secret_key = "${alnumKey('long', 380)}·${alnumKey('tail', 20)}"·`,
  `INSERT INTO users (·, password, ·) VALUES ('·', '${alnumKey('tuple', 20)}', '·');`,
  `secret_key = "·${alnumKey('tail', 20)}"·`,
  `·docker login ·-u ci -p ${alnumKey('command', 60)} ·`,
  `·server.login("·", "${alnumKey('call', 120)}"·)`,
  `machine ·api.acme.io\n login ·me\n password ${alnumKey('netrc', 20)}·`,
  `Server=db;Password=${alnumKey('sql', 90)}·;Encrypt=·`,
  `page.type('·#password·', '${alnumKey('typed', 20)}');·`,
  `{"auths": {"·": {"auth": "${Buffer.from(`ci:${alnumKey('auth', 300)}`).toString('base64')}"}}}·`,
  `·${fill('{{pem:RSA PRIVATE KEY}}', 'stretched')}·`,
  `·sk: '${fill('{{b64:40}}', 'before')}'\n${`# ${alnumKey('between', 70)}\n`.repeat(3)}·ak: 'AKIA${fill('{{base32:16}}', 'before')}'·`,
  `{·"d": "${fill('{{b64url:43}}', 'jwk')}", "x": "${alnumKey('x', 300)}·", "kty": "OKP"}·`,
  `·if (password· == "${alnumKey('compared', 20)}")·`,
  `postgres://·:·${alnumKey('url', 20)}·@db.acme.io/·`,
  `AKIA${fill('{{base32:16}}', 'stretched')}·${fill('{{b64:40}}', 'stretched')}·`,
  `·captchaai·\n api_key = "·${hexKey('pieces', 16)}" +· "${hexKey('pieces 2', 16)}·"·`,
  `·token = '·${fill('{{github:ghp_}}', 'pieces').slice(0, 20)}·' .\n'${fill('{{github:ghp_}}', 'pieces').slice(20)}'·;·`,
  `·f("${escaped(fill('{{npm}}', 'escaped'))}·${escaped(alnumKey('tail', 20))}"·)`,
  `·captchaai·\n x = unhexlify("${Buffer.from(hexKey('hex text')).toString('hex')}·")·`,
  `db_password: >-\n  ${alnumKey('block', 12)}·\n  ${alnumKey('block 2', 12)}\n·`,
  `·"postgres://app:" +· "${alnumKey('pieces url', 16)}·@db.acme.io/"·`,
  `·data: |\n  ${(
    Buffer.from(`a: some text\napi_token: ${fill('{{github:ghp_}}', 'lines')}\n${'more of it '.repeat(30)}`)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n  ')}·\n·`,
  `let a = "${alnumKey('first half', 12)}"·;\n·let api_token = a + ·"${alnumKey('second half', 12)}"·`,
  `·k = [${[...Buffer.from(fill('{{npm}}', 'numbers'))].join(', ')}·]·`,
  `·${fill('{{github:ghp_}}', 'unseen').slice(0, 20)}\u200b·${fill('{{github:ghp_}}', 'unseen').slice(20)}·`,
];
const stretch = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(' ', 'x', 'ab ', 'x = y\n', 'cell,'), fc.oneof(fc.nat(40), fc.nat(300)))
      .map(([text, length]) => text.repeat(length).slice(0, length)),
  },
  { weight: 2, arbitrary: fc.nat(480).map((length) => alnumKey(`filler ${length}`, length)) },
);
const stretched = fc
  .tuple(fc.constantFrom(...STRETCHED), fc.array(stretch, { minLength: 7, maxLength: 7 }))
  .map(([form, fillers]) => form.replace(/·/g, () => fillers.pop() ?? ''));
const filler = fc.nat(12).map((count) => Array.from({ length: count }, (_, at) => `line ${at} of nothing`));
/** Enough siblings to make a difference, or just not. */
const siblings = fc
  .constantFrom(8, 9, 10, 48, 50)
  .map((count) => Array.from({ length: count }, (_, at) => `checksum: ${hexKey(`sibling ${at}`)}`));
const block = fc.oneof(
  { weight: 6, arbitrary: fc.array(line, { maxLength: 6 }) },
  { weight: 2, arbitrary: stretched.map((text) => [text]) },
  { weight: 2, arbitrary: filler },
  { weight: 1, arbitrary: siblings },
);
const content = fc
  .tuple(fc.array(block, { maxLength: 5 }), fc.constantFrom('\n', '\n', '\r\n'))
  .map(([blocks, end]) => blocks.flat().join(end));

/** An edit: what stands between two fractions of the content is replaced. */
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.constantFrom(0, 0, 1, 5, 40, 300),
    insert: fc.oneof(fc.constant(''), line, content, fc.constantFrom('x', '\n', '"', '\\n')),
  }),
  { minLength: 1, maxLength: 3 },
);

type Edit = typeof edits extends fc.Arbitrary<infer T> ? (T extends readonly (infer E)[] ? E : never) : never;

interface Held {
  readonly object: HeldObject;
  readonly trace: Trace;
}

/** Applies edits to bytes, in the units of bytes: a character may be cut in two. */
function edit(base: Buffer, changes: readonly Edit[]) {
  const pieces: Buffer[] = [];
  const segments: number[] = [];
  let length = 0;
  let from = 0;
  const copy = (to: number) => {
    if (to > from) segments.push(length, length + to - from, from);
    pieces.push(base.subarray(from, to));
    length += to - from;
  };
  for (const { at, length: removed, insert } of changes.toSorted((a, b) => a.at - b.at)) {
    const start = Math.max(from, Math.floor(at * base.length));
    const inserted = Buffer.from(insert);
    // A range that goes on in both objects would be one.
    if (inserted.length === 0 && removed === 0) continue;
    copy(start);
    pieces.push(inserted);
    length += inserted.length;
    from = Math.min(base.length, start + removed);
  }
  copy(base.length);
  return { bytes: Buffer.concat(pieces), segments };
}

function compare(root: Buffer, generations: readonly (readonly Edit[])[]): void {
  const delta = newDetector();
  const { kernel } = delta;
  const held: Held[] = [];
  const look = (bytes: Buffer, segments: readonly number[] | undefined) => {
    const at = kernel.allocate(bytes.length) ?? 0;
    kernel.memory.set(bytes, at);
    const object = { at, length: bytes.length };
    const table = kernel.arena.allocate(4 * (segments?.length ?? 0)) ?? 0;
    kernel.words.set(segments ?? [], table / 4);
    const base = held.at(-1);
    const descent =
      segments === undefined || base === undefined
        ? undefined
        : { base: base.object, trace: base.trace, segments: { at: table, count: segments.length / 3 } };
    const found: unknown[] = [];
    const trace = delta.detect(object, descent, (number, lineNumber, column) => {
      const template = delta.templates[number];
      if (template !== undefined) found.push(reveal(reader.matchAt(template, lineNumber, column)));
    });
    kernel.arena.free(table);
    const anchors = kernel.keepAnchors(trace.anchors);
    if (anchors === undefined) throw new Error('no room');
    held.push({ object, trace: { ...trace, anchors } });
    expect(found).toEqual(whole.detect({ bytes, origin: START }).map(reveal));
    expect(delta.takeProblems().toSorted()).toEqual(whole.takeProblems().toSorted());
  };
  look(root, undefined);
  let bytes = root;
  for (const changes of generations) {
    const child = edit(bytes, changes);
    look(child.bytes, child.segments);
    bytes = child.bytes;
  }
  for (const { object, trace } of held) {
    kernel.free(object.at);
    kernel.freeAnchors(trace.anchors);
  }
  delta.forget();
  expect(kernel.arena.isEmpty).toBe(true);
  delta.close();
}

function reveal(match: ReturnType<Detector['detect']>[number]) {
  return { ...match, secret: match.secret.reveal() };
}

/** Each has the kernel of the one before, with what that left in it. */
const newDetector = () => new DeltaDetector(RULE_SET, {}, 16 * 1024 * 1024, new TimeLimit(60_000));
const whole = new Detector(RULE_SET);
const reader = new TemplateReader(RULE_SET.rules);

test('through generations of deltas the matches are those of the whole contents', () => {
  fc.assert(
    fc.property(content, fc.array(edits, { minLength: 1, maxLength: 4 }), (root, generations) =>
      compare(Buffer.from(root), generations),
    ),
    runs(150),
  );
});

test('one form of a named value, changed in small ways', () => {
  const small = fc.record({
    at: fc.integer({ min: 0, max: 1000 }).map((thousandth) => thousandth / 1000),
    length: fc.constantFrom(0, 1, 5),
    insert: fc.constantFrom('', 'x', '7', '\n', '"', ','),
  });
  fc.assert(
    fc.property(stretched, fc.array(small, { minLength: 1, maxLength: 8 }), (root, generations) =>
      compare(
        Buffer.from(root),
        generations.map((one) => [one]),
      ),
    ),
    runs(300),
  );
});

test('contents in UTF-16, and that become it and cease to be', () => {
  const text = `x = 1\nCAPTCHAAI_API_KEY = "${hexKey('utf16')}"\n`;
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  const change = (at: number, insert: string): Edit => ({ at, length: 0, insert });
  compare(wide, [[change(1, 'a\0')], [change(0, 'abc\n')], [change(0.5, '\n')]]);
  compare(Buffer.from(text), [[change(0, '\0')], [change(0, 'a')]]);
});

test('an object with more anchors than there is room for is looked at whole', () => {
  const many = Buffer.from('captchaai '.repeat(300_000));
  compare(many, [[{ at: 0.5, length: 0, insert: LINES[3] ?? '' }]]);
});

test('a kernel goes to the next detector, unless that wants more room, and never to two', () => {
  const first = newDetector();
  const { kernel } = first;
  kernel.allocate(1000);
  first.close();
  const next = newDetector();
  expect(next.kernel).toBe(kernel);
  expect(kernel.arena.isEmpty).toBe(true);
  expect(newDetector().kernel).not.toBe(kernel);
  next.close();
  expect(new DeltaDetector(RULE_SET, {}, 17 * 1024 * 1024, new TimeLimit(60_000)).kernel).not.toBe(kernel);
});
