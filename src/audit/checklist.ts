import type { Finding } from '../model/finding.ts';
import type { Audit, ChecklistLine, Evidence, Status } from './audit.ts';
import type { Inspected, Unread } from './inspect.ts';

interface Line {
  readonly id: LineId;
  readonly title: string;
  /** Problems and findings of these rules belong to the line. */
  readonly rules: readonly string[];
  /** What to do if it failed, beside what its rules advise. */
  readonly failed?: readonly string[];
  /** The reason and the remedy if there is no evidence. */
  readonly undecided?: { readonly reason: string; readonly remedy: readonly string[] };
}

export type LineId =
  | 'environment'
  | 'gitignore'
  | 'source'
  | 'deployment'
  | 'client'
  | 'transport'
  | 'logs'
  | 'ci'
  | 'rotation'
  | 'balance';

/** In the order of a key's life: where it comes from, where it may get to, how it is replaced. */
const LINES: readonly Line[] = [
  {
    id: 'environment',
    title: 'Keys come from environment variables',
    rules: [],
    failed: [
      'Read keys from environment variables, which .env files and stores of secrets set.',
      'Give each environment a key of its own, so that what leaks from one opens no other.',
    ],
    undecided: { reason: 'nothing here reads a key from the environment', remedy: [] },
  },
  {
    id: 'gitignore',
    title: '.env files stay out of git, images and packages',
    rules: [
      'dotenv-committed',
      'dotenv-example-secret',
      'gitignore-missing-entry',
      'docker-context-secret-file',
      'npm-package-secret-file',
    ],
    undecided: {
      reason: 'git would take a .env, though nothing here says that there is one',
      remedy: ['Add .env to .gitignore before somebody needs it: hexhound init proposes the entries.'],
    },
  },
  {
    id: 'source',
    title: 'No keys in source, documentation and history',
    rules: ['documentation-key'],
  },
  {
    id: 'deployment',
    title: 'No keys in images, compose files and manifests',
    rules: [
      'dockerfile-literal-key',
      'dockerfile-build-arg-secret',
      'compose-literal-key',
      'compose-tracked-secret-file',
      'kubernetes-literal-key',
    ],
  },
  {
    id: 'client',
    title: 'No secret key reaches the browser',
    rules: ['client-side-key', 'client-side-bundle'],
  },
  {
    id: 'transport',
    title: 'Keys travel over https only',
    rules: ['plain-http-key'],
  },
  {
    id: 'logs',
    title: 'Keys are redacted in logs',
    rules: ['log-statement-key', 'log-file-tracked'],
    undecided: {
      reason: 'no statement prints a key, but nothing masks one that gets into a message or an error',
      remedy: ['Put a redactor before the log: createRedactor of hexhound/runtime, or hexhound redact in a pipe.'],
    },
  },
  {
    id: 'ci',
    title: 'CI takes keys from a secrets manager',
    rules: ['ci-literal-key', 'ci-secret-echoed', 'ci-secret-traced', 'ci-secret-argument', 'ci-pull-request-target'],
    undecided: { reason: 'no CI file of GitHub, GitLab, CircleCI, Azure or Bitbucket uses a secret', remedy: [] },
  },
  {
    id: 'rotation',
    title: 'Keys are rotated on a schedule',
    rules: [],
    undecided: {
      reason: 'nothing says when keys were last replaced',
      remedy: ['Replace keys with hexhound rotate, which writes down the day.'],
    },
  },
  {
    id: 'balance',
    title: 'Balances are monitored',
    rules: [],
    undecided: {
      reason: 'nothing here looks at balances',
      remedy: ['Run hexhound balance --min N --max-drop 20% from cron or CI.'],
    },
  },
];

/** Everything that the checklist is made from. */
export interface ChecklistInput {
  readonly target: string;
  /** Problems, without suppressed ones. */
  readonly inspected: readonly Inspected[];
  /** Findings of file rules (`dotenv-committed`), without suppressed ones. */
  readonly fileFindings: readonly Finding[];
  readonly unread: readonly Unread[];
  /** Other evidence, from evidence.ts. */
  readonly evidence: ReadonlyMap<LineId, readonly Evidence[]>;
  /** Lines that do not apply to the project, and why: half a sentence. */
  readonly irrelevant: ReadonlyMap<LineId, string>;
  readonly errors: Audit['errors'];
  readonly notices: Audit['notices'];
}

/** Sorts everything that was found into the lines of the checklist, and decides each line's status. */
export function checklist(input: ChecklistInput): Audit {
  const { target, errors, notices } = input;
  return { target, lines: LINES.map((line) => lineOf(line, input)), errors, notices };
}

function lineOf({ id, title, rules: own, failed = [], undecided }: Line, input: ChecklistInput): ChecklistLine {
  const problems = input.inspected.filter(({ finding }) => own.includes(finding.rule.id));
  const files = input.fileFindings.filter(({ rule }) => own.includes(rule.id));
  const unread = input.unread.filter((each) => each.rules.some((rule) => own.includes(rule)));
  const evidence = [
    ...problems.map(evidenceOfProblem),
    ...files.map(evidenceOfFile),
    ...(input.evidence.get(id) ?? []),
    ...distinct(unread),
  ].sort((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
  const irrelevant = evidence.length === 0 ? input.irrelevant.get(id) : undefined;
  const status = irrelevant === undefined ? statusOf(evidence, id) : 'undecided';
  const rulesHit = new Map([...problems.map(({ finding }) => finding), ...files].map(({ rule }) => [rule.id, rule]));
  const steps = [...[...rulesHit.values()].flatMap(({ fix }) => fix.steps), ...(status === 'failed' ? failed : [])];
  const hasDoubt = evidence.some(({ weight }) => weight === 'doubt');
  const open = status === 'undecided' && !hasDoubt ? undecided : undefined;
  const reason = irrelevant ?? open?.reason;
  const advised = irrelevant === undefined ? (open?.remedy ?? []) : [];
  const remedy = status === 'passed' ? [] : [...new Set([...steps, ...advised])];
  return { id, title, status, ...(reason === undefined ? {} : { reason }), evidence, remedy };
}

const WEIGHTS: readonly Evidence['weight'][] = ['failure', 'doubt', 'advice', 'support'];

/** Lines that pass without evidence. The others need support. */
const PASS_BY_DEFAULT: ReadonlySet<LineId> = new Set(['source', 'deployment', 'client', 'transport']);

function statusOf(evidence: readonly Evidence[], id: LineId): Status {
  const has = (weight: Evidence['weight']) => evidence.some((each) => each.weight === weight);
  if (has('failure')) return 'failed';
  if (has('doubt')) return 'undecided';
  return has('support') || PASS_BY_DEFAULT.has(id) ? 'passed' : 'undecided';
}

function evidenceOfProblem({ problem, finding }: Inspected): Evidence {
  const { path, line, note, weight } = problem;
  return { weight, note, path, line, rule: finding.rule.id, fingerprint: finding.fingerprint };
}

/** Low confidence is a doubt. Low severity is advice, but without high confidence a doubt too. */
function evidenceOfFile({ rule, confidence, occurrences, note = rule.title, fingerprint }: Finding): Evidence {
  const [first] = occurrences;
  const weight =
    confidence === 'low' ? 'doubt' : rule.severity !== 'low' ? 'failure' : confidence === 'high' ? 'advice' : 'doubt';
  return {
    weight,
    note: `${rule.title}: ${note}`,
    ...(first?.path === undefined ? {} : { path: first.path, line: first.line }),
    rule: rule.id,
    fingerprint,
  };
}

function distinct(unread: readonly Unread[]): Evidence[] {
  const seen = new Map(unread.map(({ path, why }) => [`${path}\n${why}`, { path, why }]));
  return [...seen.values()].map(({ path, why }) => ({ weight: 'doubt', note: `not looked at: it ${why}`, path }));
}
