import { z } from 'zod';

/**
 * The form of a configuration of gitleaks v8 (config/config.go there). Unknown keys are allowed, as there; they are noted.
 * betterleaks has the same, with further keys that are programs.
 */

const texts = z.array(z.string());
const allowlist = z.looseObject({
  description: z.string().optional(),
  condition: z.string().optional(),
  commits: texts.optional(),
  paths: texts.optional(),
  regexTarget: z.string().optional(),
  regexes: texts.optional(),
  stopwords: texts.optional(),
});
const globalAllowlist = allowlist.extend({ targetRules: texts.optional() });

const rule = z.looseObject({
  id: z.string().min(1, 'must not be empty'),
  description: z.string().optional(),
  path: z.string().optional(),
  regex: z.string().optional(),
  secretGroup: z.int().min(0).optional(),
  entropy: z.number().optional(),
  keywords: texts.optional(),
  tags: texts.optional(),
  skipReport: z.boolean().optional(),
  required: z.array(z.looseObject({ id: z.string() })).optional(),
  allowlists: z.array(allowlist).optional(),
  allowlist: allowlist.optional(),
});

export const gitleaksForm = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  minVersion: z.string().optional(),
  extend: z
    .looseObject({
      path: z.string().optional(),
      url: z.string().optional(),
      useDefault: z.boolean().optional(),
      disabledRules: texts.optional(),
    })
    .optional(),
  rules: z.array(rule).optional(),
  allowlists: z.array(globalAllowlist).optional(),
  allowlist: globalAllowlist.optional(),
});

export type GitleaksForm = z.infer<typeof gitleaksForm>;
export type GitleaksRule = z.infer<typeof rule>;
export type GitleaksAllowlist = z.infer<typeof globalAllowlist>;

/** Keys by the part of the file that they are in. */
export const KNOWN_KEYS = {
  top: [...Object.keys(gitleaksForm.shape), 'betterleaksMinVersion'],
  extend: Object.keys(gitleaksForm.shape.extend.unwrap().shape),
  rule: Object.keys(rule.shape),
  allowlist: Object.keys(globalAllowlist.shape),
} as const;
