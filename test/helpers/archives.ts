import { createCipheriv, createHash } from 'node:crypto';
import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';

type Content = string | Uint8Array;

export interface ZipOptions {
  /** Stored, not deflated. */
  readonly stored?: boolean;
  readonly comment?: string;
  /** The flag that says that entries are encrypted. */
  readonly encrypted?: boolean;
}

/** A zip of these files (APPNOTE.TXT 4.3). */
export function zip(files: Readonly<Record<string, Content>>, options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const [name, plain] = [Buffer.from(path), Buffer.from(content as Uint8Array)];
    const packed = options.stored ? plain : deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(options.encrypted ? 1 : 0, 2);
    common.writeUInt16LE(options.stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, name);
    at += 4 + common.length + name.length + packed.length;
  }
  const comment = Buffer.from(options.comment ?? '');
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...parts, listed, Buffer.from('PK\x05\x06', 'latin1'), end, comment]);
}

/** A tar of these files. */
export async function tar(files: Readonly<Record<string, Content>>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, content]) => {
    const body = Buffer.from(content as Uint8Array);
    return { header: { name, size: body.length }, body: new Uint8Array(body) };
  });
  return Buffer.from(await packTar(entries));
}

export async function tarGz(files: Readonly<Record<string, Content>>): Promise<Buffer> {
  return gzipSync(await tar(files));
}

/** A PDF of one page with one compressed stream of these drawing operators (ISO 32000, 7.5). */
export function pdf(operators: string, info = '', forms: readonly string[] = []): Buffer {
  const packed = deflateSync(Buffer.from(operators));
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 7 0 R>>>>>>',
    `<</Length ${packed.length}/Filter/FlateDecode>>stream\n${packed.toString('latin1')}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    `<<${info}>>`,
    ...forms,
  ];
  let text = '%PDF-1.4\n';
  const offsets: string[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(`${String(text.length).padStart(10, '0')} 00000 n \n`);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const size = objects.length + 1;
  const trailer = `trailer<</Size ${size}/Root 1 0 R/Info 6 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}${trailer}`, 'latin1');
}

/** A picture without pixels, with these chunks (PNG specification, 5.3). Its checksums begin with a letter. */
export function png(...chunks: readonly (readonly [type: string, data: Buffer])[]): Buffer {
  const all = [['IHDR', Buffer.alloc(13)], ...chunks, ['IDAT', Buffer.alloc(9)], ['IEND', Buffer.alloc(0)]] as const;
  const parts = all.map(([type, data]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.from('Abcd')]);
  });
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

/** `credentials-config.json` of DBeaver with this text, as it writes it without a master password. */
export function dbeaverCredentials(json: string): Buffer {
  // From the bytes of LOCAL_KEY_CACHE, as Java has them.
  const key = Int8Array.of(-70, -69, 74, -97, 119, 74, -72, 83, -55, 108, 45, 101, 61, -2, 84, 74);
  const vector = createHash('md5').update(json).digest();
  const cipher = createCipheriv('aes-128-cbc', key, vector);
  return Buffer.concat([vector, cipher.update(json, 'utf8'), cipher.final()]);
}

/** An `ar` archive, which a Debian package is (deb(5)). */
export function ar(files: Readonly<Record<string, Content>>): Buffer {
  const members = Object.entries(files).flatMap(([name, content]) => {
    const body = Buffer.from(content as Uint8Array);
    const head = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(body.length).padEnd(10)}`;
    return [Buffer.from(`${head}\x60\n`), body, Buffer.from(body.length % 2 === 0 ? '' : '\n')];
  });
  return Buffer.concat([Buffer.from('!<arch>\n'), ...members]);
}

/** A cpio archive of the kind that RPM packages hold (cpio(5), "New ASCII Format"). */
export function cpio(files: Readonly<Record<string, Content>>): Buffer {
  let all = Buffer.alloc(0);
  const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  for (const [name, content] of [...Object.entries(files), ['TRAILER!!!', ''] as const]) {
    const body = Buffer.from(content as Uint8Array);
    const fields = [1, 0o100644, 0, 0, 1, 0, body.length, 0, 0, 0, 0, name.length + 1, 0];
    const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
    all = padded(Buffer.concat([padded(Buffer.concat([all, Buffer.from(head)])), body]));
  }
  return all;
}

/** An RPM package with this text in its header (RPM V4 package format). */
export function rpm(said: string, payload: Buffer): Buffer {
  const header = (text: string) => {
    const intro = Buffer.alloc(32);
    intro.writeUInt32BE(0x8eade801);
    intro.writeUInt32BE(1, 8);
    intro.writeUInt32BE(text.length, 12);
    return Buffer.concat([intro, Buffer.from(text)]);
  };
  const lead = Buffer.alloc(96);
  lead.writeUInt32BE(0xedabeedb);
  return Buffer.concat([lead, header('12345678'), header(said), payload]);
}

/** A cabinet with one file that is not compressed ([MS-CAB] 2). */
export function cab(name: string, content: string): Buffer {
  const [path, body] = [Buffer.from(`${name}\0`), Buffer.from(content)];
  const head = Buffer.alloc(36 + 8 + 16);
  const data = head.length + path.length;
  head.write('MSCF');
  head.writeUInt32LE(data + 8 + body.length, 8);
  head.writeUInt32LE(44, 16);
  head.set([3, 1, 1, 0, 1], 24);
  head.writeUInt32LE(data, 36);
  head.writeUInt16LE(1, 40);
  head.writeUInt32LE(body.length, 44);
  head.writeUInt16LE(0x20, 58);
  const block = Buffer.alloc(8);
  block.writeUInt16LE(body.length, 4);
  block.writeUInt16LE(body.length, 6);
  return Buffer.concat([head, path, block, body]);
}

/** A RAR 5 archive with one file that is stored (RAR 5.0 archive format). Names and contents shorter than 100 bytes. */
export function rar(name: string, content: string): Buffer {
  const sum = (bytes: Buffer) => {
    const out = Buffer.alloc(4);
    out.writeUInt32LE(crc32(bytes));
    return out;
  };
  const block = (...fields: readonly (number | Buffer)[]) => {
    const body = Buffer.concat(fields.map((field) => (typeof field === 'number' ? Buffer.from([field]) : field)));
    const sized = Buffer.concat([Buffer.from([body.length]), body]);
    return Buffer.concat([sum(sized), sized]);
  };
  const body = Buffer.from(content);
  const file = block(2, 2, body.length, 4, body.length, 0, sum(body), 0, 1, name.length, Buffer.from(name));
  return Buffer.concat([Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'), block(1, 0, 0), file, body, block(5, 0, 0)]);
}

/** An LZ4 frame of one block: literals, or `repeated` bytes more that are copies of the last literal. */
export function lz4(text: string, repeated = 0): Buffer {
  const length = (value: number) => [
    ...Array.from({ length: Math.floor((value - 15) / 255) }, () => 255),
    (value - 15) % 255,
  ];
  const literals = [...(text.length < 15 ? [] : length(text.length)), ...Buffer.from(text)];
  const high = Math.min(15, text.length) << 4;
  const block = Buffer.from(
    repeated === 0 ? [high, ...literals] : [high | 15, ...literals, 1, 0, ...length(repeated - 4), 0],
  );
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length);
  return Buffer.concat([Buffer.from('04224d1860704f', 'hex'), size, block, Buffer.alloc(4)]);
}
