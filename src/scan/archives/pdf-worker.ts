import { parentPort } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';

/** A text of a PDF, or the end of what there is: without an error if all was read. */
export type PdfMessage =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly end: 'all' | 'encrypted' | 'damaged' };

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

/** The thread that reads PDFs: `read-pdf.ts` ends it where one does not end. */
parentPort?.on('message', (bytes: Uint8Array) => {
  void read(bytes).then(
    () => post({ end: 'all' }),
    (thrown: unknown) =>
      post({ end: thrown instanceof Error && thrown.name === 'PasswordException' ? 'encrypted' : 'damaged' }),
  );
});

function post(message: PdfMessage): void {
  parentPort?.postMessage(message);
}

async function read(bytes: Uint8Array): Promise<void> {
  const pdf = await getDocumentProxy(bytes, { verbosity: 0, isEvalSupported: false, disableFontFace: true });
  try {
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      post({ name: `page ${number}`, bytes: Buffer.from(`${await textOf(page)}\n${await notesOf(page)}`) });
      page.cleanup();
    }
    const { info, metadata } = await pdf.getMetadata();
    const said = [info, metadata === null ? {} : Object.fromEntries(metadata)];
    post({ name: 'metadata', bytes: Buffer.from(linesOf(said)) });
    const attached = (await pdf.getAttachments()) as Record<string, { filename: string; content: Uint8Array }> | null;
    for (const { filename, content } of Object.values(attached ?? {})) post({ name: filename, bytes: content });
  } finally {
    await pdf.destroy();
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
