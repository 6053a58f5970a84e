import { z } from 'zod';

/**
 * The form of the files under rules/verifiers. Only hexhound's own files are read: whoever decides where a key is sent can
 * steal it.
 */

const text = z.string().min(1);
const texts = z.record(text, z.string());
const page = z.url({ protocol: /^https$/ });

/** The name of a meaning in families.yaml, or a new meaning, perhaps based on a named one (`like`). */
const meaning = z.union([
  text,
  z.strictObject({
    like: text.optional(),
    is: z.enum(['active', 'restricted', 'inactive', 'unknown']).optional(),
    means: text.optional(),
    balance: z.number().optional(),
    advice: text.optional(),
    stop: text.optional(),
    later: z.literal(true).optional(),
    plain: z.literal(true).optional(),
  }),
]);

const request = z.strictObject({
  path: text.startsWith('/'),
  send: z.enum(['form', 'json', 'query', 'none']).default('none'),
  method: z.enum(['POST', 'DELETE']).optional(),
  fields: z.record(text, z.union([z.string(), z.array(z.string())])).default({}),
  headers: texts.default({}),
  basic: text.includes('{key}').optional(),
});

const keyForm = z.strictObject({
  pattern: text.startsWith('^').endsWith('$'),
  says: text,
  wrongLength: text.optional(),
});

const answer = z.strictObject({
  success: z.strictObject({ field: text, value: text }),
  balance: text.optional(),
  code: text,
  text: z.boolean().default(false),
});

const meanings = z.record(text, meaning).default({});

/** A protocol that several services have in common. */
const familyForm = z.strictObject({
  request: request.optional(),
  answer: answer.optional(),
  codes: meanings,
  statuses: meanings,
});

export const familiesForm = z.strictObject({
  /** Meanings by name. */
  meanings,
  families: z.record(text, familyForm),
});

const revocation = z.strictObject({
  /** The vendor's page that documents the call. */
  docs: page,
  /** If it is another host than the one that is asked. */
  base: page.optional(),
  /** The form of keys that can be revoked, if it differs. */
  key: keyForm.optional(),
  speaks: text.default('revoke'),
  request,
  answer: answer.optional(),
  codes: meanings,
  statuses: meanings,
});

export const verifierForm = z.strictObject({
  id: text,
  service: z.string().regex(/^[a-z0-9-]+$/),
  title: text,
  base: page,
  /** The vendor's page that documents the call. For docs/verification.md; the program does not need it. */
  docs: page.optional(),
  /** The cost of a call for the owner's account, if any. For docs/verification.md too. */
  costs: text.optional(),
  urlVariable: text.optional(),
  keyVariables: z.array(text).min(1),
  account: z
    .strictObject({
      variables: z.array(text).min(1),
      says: text,
      part: text.exactOptional(),
      pattern: text.startsWith('^').endsWith('$').exactOptional(),
    })
    .optional(),
  key: keyForm,
  /** Name of a family. */
  speaks: text,
  request: request.optional(),
  answer: answer.optional(),
  codes: meanings,
  statuses: meanings,
  spacingMs: z.int().positive().optional(),
  proof: text.optional(),
  balance: text.optional(),
  settle: z.strictObject({ codes: z.array(text).min(1), fields: texts, field: text, means: text }).optional(),
  revoke: revocation.optional(),
});

export type MeaningForm = z.infer<typeof meaning>;
export type FamiliesForm = z.infer<typeof familiesForm>;
export type VerifierForm = z.infer<typeof verifierForm>;
export type RevocationForm = z.infer<typeof revocation>;
