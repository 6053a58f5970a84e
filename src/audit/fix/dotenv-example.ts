import { readDotenv } from '../../syntax/dotenv.ts';

/** A comment that may contain a key. Plain addresses do not match, since slashes separate their words. */
const MAY_HOLD_KEY = /(?=[\w+=-]*\d)[\w+=-]{16,}|:\/\/[^\s/]*@/;

/** A setting that is commented out: `# NAME=value`. */
const COMMENTED = /^(\s*#\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=).*$/;

/**
 * A `.env.example` for a `.env` file: the names in order with the comments that explain them, without any value, in use or
 * commented out.
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
