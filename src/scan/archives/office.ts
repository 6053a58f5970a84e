import { type Chunks, collect } from './chunks.ts';

/** Files of office documents that hold what people typed (ECMA-376, OASIS OpenDocument 1.3). */
const TEXTS =
  /^(?:word\/(?:document|header\d*|footer\d*|comments|footnotes|endnotes)|xl\/(?:sharedStrings|comments\d*)|ppt\/(?:slides|notesSlides|diagrams)\/[^/]+|content)\.xml$/;

export function isOfficeText(name: string): boolean {
  return TEXTS.test(name);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const MARKS: ReadonlyMap<string, string> = new Map([
  ['\xff\xfe', 'utf-16le'],
  ['\xfe\xff', 'utf-16be'],
]);

/** The text without its markup, which a spelling checker puts anywhere: a line for each paragraph, break, or cell. */
export async function* textOfOffice(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const bytes = await collect(chunks);
  // XML in UTF-16 begins with a mark (XML 1.0, 4.3.3).
  const encoding = MARKS.get(bytes.toString('latin1', 0, 2)) ?? 'utf-8';
  yield Buffer.from(withoutMarkup(new TextDecoder(encoding).decode(bytes)));
}

/** A `<` that no `>` follows ends what another one began: so a text of them is read once. @internal */
export function withoutMarkup(xml: string): string {
  return xml
    .replace(
      /<(?:\/(?:w:p|a:p|si|comment|text:p|text:h|table:table-cell)|w:br|w:cr|a:br|text:line-break)\b[^<>]*>/g,
      '\n',
    )
    .replace(/<(?:w:tab|text:tab)\b[^<>]*>/g, '\t')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
