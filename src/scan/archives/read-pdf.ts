import { getDocumentProxy } from 'unpdf';
import { Refusal } from './budget.ts';
import { collect } from './chunks.ts';
import { type ArchiveReader, only } from './entry.ts';
import { endOfPdf, objectsOf } from './pdf-objects.ts';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

/** The text of a PDF, page by page with its links, notes and fields; what is said about it; the files that are attached. */
export const readPdf: ArchiveReader = async function* readPdf(chunks) {
  const bytes = await collect(chunks);
  // The reader takes the memory that it is given.
  const pdf = await open(new Uint8Array(bytes));
  try {
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      yield { name: `page ${number}`, chunks: only(Buffer.from(`${await textOf(page)}\n${await notesOf(page)}`)) };
      page.cleanup();
    }
    const { info, metadata } = await pdf.getMetadata();
    const said = [info, metadata === null ? {} : Object.fromEntries(metadata)];
    yield { name: 'metadata', chunks: only(Buffer.from(linesOf(said))) };
    const attached = (await pdf.getAttachments()) as Record<string, { filename: string; content: Uint8Array }> | null;
    for (const { filename, content } of Object.values(attached ?? {})) yield { name: filename, chunks: only(content) };
  } finally {
    await pdf.destroy();
  }
  let number = 0;
  const end = endOfPdf(bytes);
  for (const object of objectsOf(bytes.subarray(0, end))) yield { name: `object ${++number}`, chunks: only(object) };
  const behind = bytes.subarray(end);
  if (behind.length > LEAST_BEHIND) yield { chunks: only(behind) };
};

/** Bytes behind a PDF that are more than a line end. */
const LEAST_BEHIND = 22;

async function open(data: Uint8Array): Promise<Document> {
  try {
    return await getDocumentProxy(data, { verbosity: 0, isEvalSupported: false, disableFontFace: true });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException') throw new Refusal('it is encrypted');
    throw cause;
  }
}

async function textOf(page: Page): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
}

async function notesOf(page: Page): Promise<string> {
  const notes = (await page.getAnnotations()) as {
    unsafeUrl?: string;
    fieldValue?: unknown;
    contentsObj?: { str?: string };
  }[];
  return linesOf(
    notes.map(({ unsafeUrl, fieldValue, contentsObj }) => ({ unsafeUrl, fieldValue, text: contentsObj?.str })),
  );
}

/** The texts in objects, one a line. */
function linesOf(objects: readonly object[]): string {
  return objects
    .flatMap((object) => Object.entries(object))
    .flatMap(([name, value]) => (typeof value === 'string' ? [`${name}: ${value}`] : []))
    .join('\n');
}
