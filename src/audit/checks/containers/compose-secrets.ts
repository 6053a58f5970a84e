import { posix } from 'node:path';
import { statedPath } from '../../../files/path-parts.ts';
import { isForShow } from '../../../files/paths.ts';
import { isPlaceholder } from '../../../scan/detect/placeholder.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { isComposeFile, readCompose } from './compose-file.ts';
import { judgeLiteral, judgeText } from './literals.ts';

const RULE = 'compose-tracked-secret-file';

/** Files that a compose file uses as secrets although git tracks them. */
export const composeSecrets: FileCheck = {
  rules: [RULE],
  concerns: isComposeFile,
  *check(file, context) {
    for (const part of ['secrets', 'configs'] as const) {
      for (const { top } of readCompose(file.text)) {
        for (const { name, value } of top.get(part)?.entries ?? []) {
          const stated = value.get('file');
          const path = statedPath(posix.dirname(file.path), stated?.text ?? '');
          const weight = path === undefined ? undefined : weightOf(part, name, path, file, context);
          if (stated === undefined || weight === undefined) continue;
          const note = `${part} takes ${name} from ${path}, which git tracks`;
          yield { rule: RULE, path: file.path, line: stated.line, note, weight };
        }
      }
    }
  },
};

function weightOf(
  part: 'secrets' | 'configs',
  name: string,
  path: string,
  file: CheckedFile,
  context: CheckContext,
): Problem['weight'] | undefined {
  if (!context.files.isTracked(path) || isForShow(path) || isForShow(file.path)) return undefined;
  const text = context.files.text(path)?.trim() ?? '';
  if (text === '') return undefined;
  const isKnown = judgeText(context, name, text) === 'key' || context.findingsIn(path).length > 0;
  if (isKnown) return 'failure';
  if (part === 'configs' || isPublicPem(text) || isPlaceholder(text)) return undefined;
  if (text.includes('\n')) return 'failure';
  // It is a secret whatever its name, so it is judged as a password.
  return judgeLiteral(context, 'password', text) === 'nothing' ? 'advice' : 'failure';
}

/** Compose files pass certificates and public keys as secrets too. */
function isPublicPem(text: string): boolean {
  return text.startsWith('-----BEGIN ') && !text.includes('PRIVATE KEY');
}
