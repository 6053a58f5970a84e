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
export function pdf(operators: string, info = ''): Buffer {
  const packed = deflateSync(Buffer.from(operators));
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${packed.length}/Filter/FlateDecode>>stream\n${packed.toString('latin1')}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    `<<${info}>>`,
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

/** `credentials-config.json` of DBeaver with this text, as it writes it without a master password. */
export function dbeaverCredentials(json: string): Buffer {
  // From the bytes of LOCAL_KEY_CACHE, as Java has them.
  const key = Int8Array.of(-70, -69, 74, -97, 119, 74, -72, 83, -55, 108, 45, 101, 61, -2, 84, 74);
  const vector = createHash('md5').update(json).digest();
  const cipher = createCipheriv('aes-128-cbc', key, vector);
  return Buffer.concat([vector, cipher.update(json, 'utf8'), cipher.final()]);
}
