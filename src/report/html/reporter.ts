/**
 * A page for people: one file that loads nothing and sends nothing. Its policy (Content-Security-Policy, Trusted Types) lets
 * nothing act but our own script and styles, which it knows by their hashes; the report stands in it as JSON.
 */
import { createHash } from 'node:crypto';
import type { Reporter } from '../../model/report.ts';
import { jsonPieces } from '../json-pieces.ts';
import { pageDataOf } from './data.ts';
import { PROGRAM, STYLE } from './generated.ts';

export const html: Reporter = function* (report) {
  const data = pageDataOf(report);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(PROGRAM)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>hexhound: ${escapeHtml(data.subject)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>hexhound: ${escapeHtml(data.subject)}</h1>
<p>${escapeHtml(data.conclusion.text)}</p>
<p>The details are shown by a script, which does not run here: open the file in a browser.</p>
</main>
<script type="application/json" id="report">`;
  // A script element ends at `</script`, and reads on behind it after `<!--`: HTML Standard, 13.1.2.
  for (const piece of jsonPieces(data)) yield piece.replaceAll('<', '\\u003c');
  yield `</script>\n<script>${PROGRAM}</script>\n</body>\n</html>\n`;
};

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
