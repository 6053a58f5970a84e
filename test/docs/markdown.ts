import { readdirSync, readFileSync } from 'node:fs';

/** Pages for people; docs/rules is generated and has tests of its own. */
export const PAGES: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'ARCHITECTURE.md'],
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export function read(page: string): string {
  return readFileSync(page, 'utf8');
}

/** The blocks of code with this word behind their fence. */
export function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)]
    .filter(([, word]) => word === language)
    .map(([, , code = '']) => code);
}

/** What a page shows as typed: blocks for a shell, and what stands between backticks. */
export function codeOf(text: string): string[] {
  const blocks = ['sh', 'console', 'powershell'].flatMap((language) => blocksOf(text, language));
  const withoutBlocks = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
  return [...blocks, ...[...withoutBlocks.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)];
}

/** The text without blocks of code, in which a link is none. */
export function proseOf(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** The anchors of a page, as GitHub makes them of headings. */
export function anchorsOf(text: string): Set<string> {
  const headings = text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ +(.*)$/gm);
  const anchors = [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...anchors, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
}
