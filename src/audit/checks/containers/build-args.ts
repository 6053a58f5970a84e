import { isForShow } from '../../../files/paths.ts';
import { isPlaceholder } from '../../../scan/detect/placeholder.ts';
import { readName } from '../../../scan/verdict/name-words.ts';
import type { ProjectCheck } from '../check.ts';
import { CLIENT_PREFIX } from '../code/client-names.ts';
import type { Problem } from '../problem.ts';
import type { Dockerfile, DockerInstruction, DockerProperty } from './dockerfile.ts';
import { isForDevelopment } from './image-builds.ts';

const RULE = 'dockerfile-build-arg-secret';

/** Secrets that a Dockerfile takes as build arguments. The image's history keeps those. */
export const buildArgs: ProjectCheck = {
  rules: [RULE],
  async check({ facts }) {
    const found = new Map<string, Problem>();
    for (const { path, dockerfile, targets } of await facts.imageBuilds()) {
      if (isForShow(path)) continue;
      const shipped = withBases(dockerfile, targets);
      for (const [index, { instructions }] of dockerfile.stages.entries()) {
        const inherited = derivedStages(dockerfile, index).flatMap(
          (stage) => dockerfile.stages[stage]?.instructions ?? [],
        );
        const isShipped = shipped.has(index) && !isForDevelopment(path);
        for (const problem of problemsIn(path, instructions, inherited, isShipped)) {
          found.set(`${path} ${problem.line} ${problem.note}`, problem);
        }
      }
    }
    return found.values();
  },
};

/** The stages that are in an image: the targets and the stages that they are based on. */
function withBases({ stages }: Dockerfile, targets: readonly number[]): Set<number> {
  const shipped = new Set(targets);
  for (const index of shipped) {
    const base = stages[index]?.baseStage;
    if (base !== undefined) shipped.add(base);
  }
  return shipped;
}

/** The stages that are based on a stage, directly or not, and so inherit its arguments. */
function derivedStages({ stages }: Dockerfile, index: number): number[] {
  const derived = new Set([index]);
  for (const [at, { baseStage }] of stages.entries()) {
    if (baseStage !== undefined && derived.has(baseStage)) derived.add(at);
  }
  derived.delete(index);
  return [...derived];
}

/** One problem for each secret argument: the worst use of it. */
function problemsIn(
  path: string,
  instructions: readonly DockerInstruction[],
  inherited: readonly DockerInstruction[],
  isShipped: boolean,
): Problem[] {
  return instructions.flatMap((instruction, index) =>
    instruction.keyword !== 'ARG'
      ? []
      : instruction.properties.flatMap((argument) => {
          if (!isSecretName(argument.name)) return [];
          const use = useOf(argument.name, [...instructions.slice(index + 1), ...inherited]);
          if (use === undefined) return [];
          const weight = isShipped && use.isExplicit && !hasDefault(argument) ? 'failure' : 'advice';
          return [{ rule: RULE, path, line: argument.line, note: `ARG ${argument.name} ${use.what}`, weight } as const];
        }),
  );
}

/** An argument with a default may never be given a secret. */
function hasDefault({ value }: DockerProperty): boolean {
  return value !== undefined && value !== '' && !value.startsWith('$') && !isPlaceholder(value);
}

interface Use {
  /** The second half of a note. */
  readonly what: string;
  readonly isExplicit: boolean;
}

function useOf(name: string, later: readonly DockerInstruction[]): Use | undefined {
  const kept = later.find(
    ({ keyword, variables }) => (keyword === 'ENV' || keyword === 'LABEL') && variables.has(name),
  );
  if (kept !== undefined) return { what: `is copied into ${kept.keyword}, which the image keeps`, isExplicit: true };
  const runs = later.filter(({ keyword, flags }) => keyword === 'RUN' && !flags.some((flag) => isMountOf(flag, name)));
  if (runs.some(({ variables, words, text }) => variables.has(name) || mentions(words, text, name))) {
    return { what: "is used in RUN, and the image's history keeps it", isExplicit: true };
  }
  return runs.length === 0
    ? undefined
    : { what: "is there in each RUN that follows, and the image's history keeps it", isExplicit: false };
}

/** `--mount=type=secret,id=x,env=NAME` replaces the argument by a build secret. */
function isMountOf({ name, value }: DockerInstruction['flags'][number], variable: string): boolean {
  return name === 'mount' && value.includes('type=secret') && value.split(',').includes(`env=${variable}`);
}

/** The parser sees no variables in the JSON form and in here-documents. */
function mentions(words: readonly string[], text: string, name: string): boolean {
  return [text, ...words].some((each) => each.includes(`$${name}`) || each.includes(`\${${name}`));
}

/** Names of keys that are not secret: public keys, cache keys, package signatures. */
const PUBLIC_KEY =
  /(?:^|_)(?:GPG|PGP|APT|CACHE|HOST|PUB|PUBLIC|REPO|FINGERPRINT|KEYSERVER|SIGN|SIGNING|SORT|PARTITION|PRIMARY|FOREIGN|OBJECT|S3)(?:_|KEY)/i;

/** Numbers of tokens. */
const NUMBER = /^(?:MAX|MIN|NUM|N)_/;

/** Whether a build argument of this name is a secret. @internal exported for tests */
export function isSecretName(name: string): boolean {
  if (CLIENT_PREFIX.test(name) || NUMBER.test(name)) return false;
  const { kind, dummy } = readName(name);
  if (dummy) return false;
  if (kind === 'secret' || /_PAT$|^NPM_AUTH$|^SECRET_KEY_BASE$/.test(name)) return true;
  return kind === 'key' && name.includes('_') && !PUBLIC_KEY.test(name);
}
