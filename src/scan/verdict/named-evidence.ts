import type { Feature } from '../../model/evidence.ts';
import type { FeatureName } from '../../model/generated.ts';
import { isSpecific } from './name-words.ts';
import { isSet, isSetting, isText } from './no-code.ts';
import type { Surroundings } from './surroundings.ts';

/** The scheme of an Authorization header. `token` and the like have other meanings too, so the header's name must be near. */
const SCHEME = /\b(bearer|basic|(?<=authorization\W{1,8})(?:token|apikey|oauth|ntlm)) $/i;

/** Length of the shortest base64 of `user:password` that counts. */
const SHORTEST_CREDENTIALS = 12;

/** Whether the scheme of a header stands before the value. */
export function hasScheme(left: string): boolean {
  return SCHEME.test(left);
}

/** For a value found by its name: the scheme of a header before it, and whether a value without quotes could be code. */
export function describeNamedForm(around: Surroundings, value: string, kinds: readonly FeatureName[]): Feature[] {
  const { left, chain } = around;
  const scheme = SCHEME.exec(left)?.[1];
  const isStandIn = kinds.includes('value.placeholder') || kinds.includes('value.default');
  if (
    scheme !== undefined &&
    !isStandIn &&
    value.length >= SHORTEST_CREDENTIALS &&
    (!/basic/i.test(scheme) || passwordOf(value) !== undefined)
  )
    return [{ name: 'form.scheme', detail: scheme }];
  if (kinds.includes('value.words') ? isInSentence(around) : isLabel(around, value)) return [{ name: 'form.sentence' }];
  if (isBlockLabel(around)) return [{ name: 'right.map-key' }];
  const listed = describeList(around, value);
  if (listed.length > 0) return listed;
  // No identifier looks so.
  const isDrawn = value.length >= SHORTEST_CREDENTIALS && kinds.includes('value.drawn');
  if (isDrawn || chain.quoted || isText(around) || isSet(around)) return [];
  return [{ name: isSetting(around) ? 'form.setting' : 'form.unquoted' }];
}

/** Whether plain words stand on both sides of what a command would have for its value: `net user to list accounts`. */
function isInSentence({ left, right, position }: Surroundings): boolean {
  return (
    position.operator === 'form' &&
    /[A-Za-z\x80-\xff]{2} [A-Za-z\x80-\xff]+ $/.test(left) &&
    !/\b(?:by|as|using|password) $/i.test(left) &&
    /^ [A-Za-z\x80-\xff]+(?:[ .,]|\r?\n|$)/.test(right)
  );
}

/** Whether it is the name of a block of HCL: `resource "acme_key" "name" {`. */
function isBlockLabel({ left, right, chain }: Surroundings): boolean {
  return chain.quoted && /^\s*(?:resource|data|ephemeral|moved|import) "[\w-]+" "$/m.test(left) && /^" ?\{/.test(right);
}

/** Whether a message follows the value: `NullPassword=CLI197: The password must not be null`. */
function isLabel({ right, chain }: Surroundings, value: string): boolean {
  return !chain.quoted && /^[A-Z]\w*:$/.test(value) && /^ [A-Za-z\x80-\xff]+ /.test(right);
}

/** What a list that the value is one of makes of it: a word among words, an id among ids. */
function describeList({ left, right, chain, position }: Surroundings, value: string): Feature[] {
  if (!chain.quoted || !/^["'`]\s*[,\]]/.test(right)) return [];
  // `new ClientCredential("<uuid>", ...)`: the id comes first.
  if (position.operator === 'call' && UUID.test(value)) return [{ name: 'form.ids' }];
  const isWord = /^[A-Za-z_$][\w$:/. -]*$/.test(value) && value.replace(/\D/g, '').length <= MOST_DIGITS;
  // `['compat', 'files']`
  const item = position.operator === 'assign' ? /\[[^\][()]*$/.exec(left)?.[0] : undefined;
  if (isWord && item !== undefined && (item + right.slice(0, 4)).includes(',')) return [{ name: 'form.list' }];
  // `["key", "pin", "pragma", "private"]`, `('a', 'password', 'id')`
  const [name, before] = chain.links;
  const isBetween = [name, before].every((link) => link?.quoted === true && /^\s*,\s*$/.test(link.gap));
  if (!isBetween || name?.name.startsWith('-')) return [];
  if (UUID.test(value) && UUID.test(before?.name ?? '')) return [{ name: 'form.ids' }];
  return isWord && position.operator === 'argument' ? [{ name: 'form.list' }] : [];
}

/** More digits than names have. */
const MOST_DIGITS = 2;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const BASIC = /\bbasic $/i;

/** People make passwords up, and programs draw tokens and keys. */
const MADE_UP: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'value.typed',
  'value.unclear',
  'value.words',
  'value.digits',
  'value.default',
]);

/** Whether somebody has made the value up, or numbered it, where programs draw one; and whether it is an id. */
export function describeMadeUp(
  { left, right, position, reading }: Surroundings,
  value: string,
  kinds: readonly FeatureName[],
): Feature[] {
  const features: Feature[] = [];
  const isPassword = reading.password || BASIC.test(left);
  if (!isPassword && kinds.some((kind) => MADE_UP.has(kind))) features.push({ name: 'name.token' });
  if (!isPassword && kinds.includes('value.unclear') && NUMBERED.test(value)) features.push({ name: 'form.numbered' });
  const { name = '' } = position;
  const isId = PRIMARY_KEY.test(name) ? UUID.test(value) : SLUG.test(value) && !isSpecific(name);
  if (reading.kind === 'key' && kinds.includes('value.drawn') && (isId || LOOKED_UP.test(left)))
    features.push({ name: 'form.slug' });
  // `checkPassword("user", "...")`: the first argument is something else.
  if (position.operator === 'call' && /^\\?["'`]\s*,/.test(right)) features.push({ name: 'right.argument' });
  return features;
}

/** Of a database, if its value is an id; services have keys of this name, but no ids for them. */
const PRIMARY_KEY = /primary_?key$/i;
/** `code cache lookup (key='...`, `limit key: ...`, as logs have it. */
const LOOKED_UP = /\b(?:cach\w*|lookup|limit)(?: \w+)?[ (]{1,2}key\W{1,3}$/i;
/** A short name in one case, and that of a type. */
const SLUG = /^(?=.{1,15}$)(?:[a-z0-9]+(?:[-_.:][a-z0-9]+)*|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)$/;

/** Words with a number, as things are numbered: no program draws a token like this. */
const NUMBERED = /^[A-Za-z]+(?:[-_.:][A-Za-z]+)*[-_.:]?\d{1,2}$/;

/** The password in base64 of `user:password`, as the scheme Basic requires (RFC 7617); undefined if it is something else. */
function passwordOf(value: string): string | undefined {
  return /^[\x20-\x7e]+:([\x20-\x7e]+)$/.exec(Buffer.from(value, 'base64').toString('latin1'))?.[1];
}

/** What of a value has to be secret: of a header's credentials, the password. */
export function secretOf(value: string, left: string): string {
  const credentials = BASIC.test(left) ? value : /^basic (\S+)$/i.exec(value)?.[1];
  return (credentials === undefined ? undefined : passwordOf(credentials)) ?? value;
}
