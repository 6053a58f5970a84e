/** How numbers are written for people. */

/** `1 finding`, `1,204 commits`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : nouns}`;
}

/** `1,204,311`. Intl would take longer to load than a small scan. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `712 B`, `1.8 MB`: powers of 1000, two digits for small numbers. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (unit < units.length - 1 && (unit === 0 ? value >= 1000 : value >= 999.5)) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** `40 ms`, `1.2 s`, `48 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Cuts a text to `length` characters, with an ellipsis as the last one. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** `a, b, c and 4 more`. */
export function firstOf(items: readonly string[], most: number): string {
  const more = items.length > most ? ` and ${items.length - most} more` : '';
  return items.slice(0, most).join(', ') + more;
}

/** The first lines of a list, indented, and how many more there are. */
export function firstLines(lines: readonly string[], most: number): string[] {
  const shown = lines.slice(0, most).map((line) => `  ${line}`);
  return lines.length > most ? [...shown, `  and ${lines.length - most} more`] : shown;
}

/** Letters, and a few signs between them. */
const WORDS = /^[A-Za-z_]{1,24}(?:[-_.][A-Za-z]{1,24}){0,4}$/;

/**
 * A key of a file, for a message about a mistake in it: `*` for one that is more than words, since the file need not be what
 * its name says, and may hold secrets.
 */
export function shownKey(key: string): string {
  return WORDS.test(key) ? key : '*';
}
