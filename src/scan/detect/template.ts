import type { Evidence } from '../../model/evidence.ts';
import type { Match, Proof } from '../../model/match.ts';
import type { Rule } from '../../model/rule.ts';
import { Secret } from '../../model/secret.ts';

interface TemplateBase {
  /** The secret in plain text: templates are passed between threads, nowhere else. */
  readonly value: string;
  readonly excerpt: string;
  /** Line breaks in the secret, and UTF-16 units behind the last of them, or all units if there is none. */
  readonly lines: number;
  readonly units: number;
  /** Line breaks between the start of its evidence (a name) and its own start. */
  readonly contextLines: number;
  readonly ignoredBy?: string;
}

/** A match without its position: the same in all versions of a file that do not change it. Plain data, with rules by id. */
export type Template =
  | (TemplateBase & { readonly kind: 'rule'; readonly ruleId: string; readonly proof: Proof })
  | (TemplateBase & { readonly kind: 'bare'; readonly evidence: Evidence });

/** A match without its position. */
export function templateOf(match: Match): Template {
  const { secret, span, contextLine, excerpt, ignoredBy } = match;
  const lines = span.endLine - span.line;
  const common = {
    value: secret.reveal(),
    excerpt,
    lines,
    units: lines === 0 ? span.endColumn - span.column : span.endColumn - 1,
    contextLines: span.line - contextLine,
    ...(ignoredBy === undefined ? {} : { ignoredBy }),
  };
  return match.kind === 'bare'
    ? { ...common, kind: 'bare', evidence: match.evidence }
    : { ...common, kind: 'rule', ruleId: match.rule.id, proof: match.proof };
}

/** Makes matches of templates. */
export class TemplateReader {
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #secrets = new WeakMap<Template, Secret>();

  constructor(rules: readonly Rule[]) {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  /** The match of a template at a line and column. */
  matchAt(template: Template, line: number, column: number): Match {
    const { excerpt, lines, units, contextLines, ignoredBy } = template;
    const common = {
      secret: this.#secretOf(template),
      excerpt,
      span: { line, column, endLine: line + lines, endColumn: lines === 0 ? column + units : units + 1 },
      contextLine: line - contextLines,
      ...(ignoredBy === undefined ? {} : { ignoredBy }),
    };
    if (template.kind === 'bare') return { ...common, kind: 'bare', evidence: template.evidence };
    const rule = this.#rules.get(template.ruleId);
    if (rule?.kind !== 'prefix' && rule?.kind !== 'keyword' && rule?.kind !== 'content')
      throw new Error(`no such rule: ${template.ruleId}`);
    return { ...common, kind: 'rule', rule, proof: template.proof };
  }

  #secretOf(template: Template): Secret {
    let secret = this.#secrets.get(template);
    if (secret === undefined) {
      secret = new Secret(template.value);
      this.#secrets.set(template, secret);
    }
    return secret;
  }
}
