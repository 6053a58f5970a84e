import type { Finding, Occurrence, Part } from '../model/finding.ts';
import { isPublic } from '../model/public-rule.ts';
import type { PartForm, Rule } from '../model/rule.ts';

/** How many lines a part may stand from its secret. */
const NEAR = 8;

/** Something that is a part of other rules' secrets, at one place. */
interface Candidate {
  readonly finding: Finding;
  readonly form: PartForm;
  readonly occurrence: Occurrence;
}

/**
 * Adds to a secret's finding what is needed beside it: an AWS secret's key id and session token. Public ids are told of as such
 * parts only; what has to be replaced too, wherever it stands, stays a finding of its own.
 * @returns the findings, in the same order
 */
export function joinParts(findings: readonly Finding[]): readonly Finding[] {
  const candidates = candidatesIn(findings);
  if (candidates.size === 0) return findings;
  const joined = findings.map((finding) => {
    const parts = new Map<string, Part>();
    for (const occurrence of finding.occurrences) {
      for (const [name, { finding: part, form }] of nearest(finding, occurrence, candidates)) {
        const { secret } = part;
        if (secret !== undefined && !parts.has(name))
          parts.set(name, { name, secret, isShown: form.shown === true || isPublic(part.rule) });
      }
    }
    return parts.size === 0
      ? finding
      : { ...finding, parts: [...parts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
  return joined.filter(({ rule }) => partOf(rule) === undefined || !isPublic(rule));
}

/** By content, then by line. */
type Candidates = Map<string, Map<number, Candidate[]>>;

function candidatesIn(findings: readonly Finding[]): Candidates {
  const all: Candidates = new Map();
  for (const finding of findings) {
    const form = partOf(finding.rule);
    if (form === undefined) continue;
    for (const occurrence of finding.occurrences) {
      const content = contentOf(occurrence);
      const lines = all.get(content) ?? new Map<number, Candidate[]>();
      all.set(content, lines);
      const there = lines.get(occurrence.line) ?? [];
      lines.set(occurrence.line, there);
      there.push({ finding, form, occurrence });
    }
  }
  return all;
}

/** Of each kind of part the one that is nearest, by its name. */
function nearest({ rule }: Finding, place: Occurrence, candidates: Candidates): Map<string, Candidate> {
  const found = new Map<string, Candidate>();
  const lines = candidates.get(contentOf(place));
  if (lines === undefined) return found;
  for (let away = 0; away <= NEAR; away++) {
    for (const line of away === 0 ? [place.line] : [place.line - away, place.line + away]) {
      for (const candidate of lines.get(line) ?? []) {
        const { form } = candidate;
        if (form.of.includes(rule.id) && !found.has(form.as)) found.set(form.as, candidate);
      }
    }
  }
  return found;
}

function contentOf({ kind, path, inside, blob, commit }: Occurrence): string {
  return [kind, path, inside, blob, commit].join('\0');
}

function partOf(rule: Rule): PartForm | undefined {
  return 'part' in rule ? rule.part : undefined;
}
