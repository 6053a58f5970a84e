/** What may be taken from the answer of a service, which can also echo the key that it was asked about. */

/** A decimal as services write balances. */
const DECIMAL = /^-?\d{1,12}(?:\.\d{1,15})?$/;

/** No balance is as large. An echoed key of digits could be. */
const TOO_MUCH = 1e12;

/** A number, or a string that holds one; undefined for anything else. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.abs(value) < TOO_MUCH ? value : undefined;
  return typeof value === 'string' && DECIMAL.test(value.trim()) ? Number(value) : undefined;
}

/** Whether a code may be shown though it is not documented: an echoed key never looks like this. */
export function isHarmlessCode(code: string): boolean {
  return /^(?:ERROR|CAPCHA|CAPTCHA)_[A-Z_]{2,56}$/.test(code);
}
