import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { defined } from '../../model/defined.ts';
import { HexhoundError } from '../../model/errors.ts';
import {
  type FamiliesForm,
  familiesForm,
  type MeaningForm,
  type RevocationForm,
  type VerifierForm,
  verifierForm,
} from './schema.ts';
import type { AnswerForm, CompiledRevocation, CompiledVerifier, Meaning } from './verifier.ts';

/** Not a service, but what services have in common. */
const FAMILIES = 'families.yaml';

const CAPTCHAAI = 'captchaai.yaml';

/**
 * Build step: turns rules/verifiers into the module src/rules/verifiers/generated.ts. Every verifier is merged with its
 * family. CaptchaAI is separate, for the runtime.
 * @throws HexhoundError E_RULE for the first file with mistakes
 */
export function buildVerifiers(dir: string): string {
  const read = <T>(name: string, form: z.ZodType<T>): T => {
    const parsed = form.safeParse(parse(readFileSync(path.join(dir, name), 'utf8')));
    if (parsed.success) return parsed.data;
    throw new HexhoundError('E_RULE', `rules/verifiers/${name}`, z.prettifyError(parsed.error));
  };
  const families = read(FAMILIES, familiesForm);
  const names = readdirSync(dir).filter((name) => name.endsWith('.yaml') && name !== FAMILIES);
  const compiled = (name: string) => compile(read(name, verifierForm), families, `rules/verifiers/${name}`);
  const others = names.filter((name) => name !== CAPTCHAAI).sort();
  return [
    '/** The files under rules/verifiers, compiled. Written by the build. */',
    `export const CAPTCHAAI_JSON = ${literal(compiled(CAPTCHAAI))};`,
    `export const OTHERS_JSON = ${literal(others.map(compiled))};`,
    '',
  ].join('\n');
}

function literal(data: unknown): string {
  return JSON.stringify(JSON.stringify(data));
}

function compile(form: VerifierForm, shared: FamiliesForm, file: string): CompiledVerifier {
  const { base, docs: _, costs: __, speaks, request, answer, codes, statuses, revoke, ...plain } = form;
  const call = request ?? shared.families[speaks]?.request;
  const answers = compileAnswers(form, shared, file);
  if (call === undefined) throw new HexhoundError('E_RULE', file, `neither it nor its family says what to request`);
  return {
    ...defined(plain),
    key: defined(form.key),
    baseUrl: base,
    call: defined(call),
    ...answers,
    ...defined({ revoke: revoke && compileRevocation(revoke, shared, `${file}: revoke`) }),
  };
}

function compileRevocation(form: RevocationForm, shared: FamiliesForm, file: string): CompiledRevocation {
  const { docs, base, key, request } = form;
  return {
    ...defined({ docs, baseUrl: base, key: key && defined(key), call: defined(request) }),
    ...compileAnswers(form, shared, file),
  };
}

/** How answers are read: as the family says, with the service's exceptions. */
function compileAnswers(
  { speaks, answer, codes, statuses }: Pick<VerifierForm, 'speaks' | 'answer' | 'codes' | 'statuses'>,
  { families, meanings }: FamiliesForm,
  file: string,
): { readonly answer?: AnswerForm } & Record<'codes' | 'statuses', Readonly<Record<string, Meaning>>> {
  const family = families[speaks];
  if (family === undefined) throw new HexhoundError('E_RULE', file, `there is no family "${speaks}"`);
  const read = answer ?? family.answer;
  const resolve = (all: Readonly<Record<string, MeaningForm>>) =>
    Object.fromEntries(
      Object.entries(all).map(([key, one]) => [key, resolveMeaning(one, meanings, `${file}: ${key}`)]),
    );
  return {
    ...defined({ answer: read && defined(read) }),
    codes: resolve({ ...family.codes, ...codes }),
    statuses: resolve({ ...family.statuses, ...statuses }),
  };
}

function resolveMeaning(one: MeaningForm, named: Readonly<Record<string, MeaningForm>>, where: string): Meaning {
  const own = typeof one === 'string' ? { like: one } : one;
  const { like, is, ...rest } = own;
  const base = like === undefined ? undefined : named[like];
  if (like !== undefined && base === undefined)
    throw new HexhoundError('E_RULE', where, `no meaning is named "${like}"`);
  const parent = base === undefined ? undefined : resolveMeaning(base, named, where);
  const status = is ?? parent?.status;
  const means = rest.means ?? parent?.means;
  if (status === undefined || means === undefined)
    throw new HexhoundError('E_RULE', where, 'a meaning needs "is" and "means"');
  return { ...parent, ...defined(rest), status, means };
}
