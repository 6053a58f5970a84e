import { readDotenv } from '../../syntax/dotenv.ts';

/** A comment with a run in it that could be a key; addresses have slashes between their words. */
const MAY_HOLD_KEY = /(?=[\w+=-]*\d)[\w+=-]{16,}|:\/\/[^\s/]*@/;

/** A setting that is switched off: `# NAME=value`. */
const COMMENTED = /^(\s*#\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=).*$/;

/**
 * What is committed in place of a `.env` file: its names in their order, with the comments that say what they are for, and
 * without any value, in use or commented out.
 */
export function dotenvExample(text: string): string {
  const assignments = new Map(readDotenv(text).map((line) => [line.line, line]));
  const lines = text.split(/\r\n|\n|\r/);
  const kept: string[] = [];
  for (let number = 1; number <= lines.length; number++) {
    const assignment = assignments.get(number);
    if (assignment !== undefined) {
      kept.push(`${assignment.name}=`);
      number = assignment.endLine;
      continue;
    }
    const line = lines[number - 1] ?? '';
    const [, commented] = COMMENTED.exec(line) ?? [];
    if (commented !== undefined) kept.push(commented);
    else if (/^\s*(?:#.*)?$/.test(line) && !MAY_HOLD_KEY.test(line)) kept.push(line);
  }
  return `${kept.join('\n').replace(/\n+$/, '')}\n`;
}
