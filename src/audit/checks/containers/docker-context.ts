import { posix } from 'node:path';
import { pathWithin } from '../../../files/path-parts.ts';
import { isForShow } from '../../../files/paths.ts';
import { dotenvKind } from '../../../scan/file-rules/dotenv-path.ts';
import type { CheckContext, ProjectCheck } from '../check.ts';
import { isOnDisk, secretNamedFiles, textOnDisk } from '../disk-files.ts';
import type { ProjectFacts } from '../facts.ts';
import type { Problem } from '../problem.ts';
import type { ProjectFiles } from '../project-files.ts';
import { isHarmless, type SecretFile, secretFile } from '../secret-file.ts';
import { isComposeFile } from './compose-file.ts';
import { envFilesOf } from './compose-literals.ts';
import { contextSources, type DockerInstruction } from './dockerfile.ts';
import { type ImageBuild, isForDevelopment } from './image-builds.ts';
import { copiesInto } from './stage-copies.ts';

const RULE = 'docker-context-secret-file';

/** Secret files that a build copies into an image because no `.dockerignore` excludes them. */
export const dockerContext: ProjectCheck = {
  rules: [RULE],
  async check(context) {
    const builds = (await context.facts.imageBuilds()).filter(({ path }) => !isForShow(path));
    if (builds.length === 0) return [];
    const secrets = secretsOf(context);
    const expected = expectedDotenvs(context.files);
    return builds.flatMap((build) => problemsOf(build, secrets, expected, context.files));
  },
};

/** A secret file that exists. */
interface PresentSecret extends SecretFile {
  readonly path: string;
  readonly tracked: boolean;
}

function secretsOf({ files }: CheckContext): PresentSecret[] {
  return secretNamedFiles(files).flatMap((path) => {
    if (isForShow(path)) return [];
    const secret = secretFile(path, textOnDisk(files, path));
    const tracked = files.isTracked(path);
    // An environment file without secrets was committed on purpose.
    return secret === undefined || (tracked && isHarmless(secret)) ? [] : [{ ...secret, path, tracked }];
  });
}

/** `.env` files that do not exist yet: there is an example of them, or a compose file names them. */
function expectedDotenvs(files: ProjectFiles): string[] {
  const examples = files.paths
    .filter((path) => dotenvKind(path) === 'example')
    .map((path) => posix.join(posix.dirname(path), '.env'))
    .filter((path) => !isForShow(path));
  const stated = files.paths
    .filter((path) => isComposeFile(path) && !isForShow(path))
    .flatMap((path) => envFilesOf(path, files.text(path) ?? ''))
    .map(({ path }) => path);
  const expected = new Set([...examples, ...stated.filter((path) => dotenvKind(path) === 'real')]);
  return [...expected].filter((path) => !isOnDisk(files, path) && !files.isTracked(path));
}

function problemsOf(
  build: ImageBuild,
  secrets: readonly PresentSecret[],
  expected: readonly string[],
  files: ProjectFiles,
): Problem[] {
  const found = new Map<DockerInstruction, Problem>();
  const add = (copied: Copied | undefined, path: string, what: string, weight: Problem['weight']) => {
    if (copied === undefined) return;
    const known = found.get(copied.instruction);
    if (known !== undefined && (known.weight === 'failure' || weight === 'advice')) return;
    const where = copied.isShipped ? 'the image' : 'a build stage';
    const { line } = copied.instruction;
    const note = `${written(copied.instruction)} takes ${what} into ${where}`;
    // A build fails without a file that COPY names, so that file must not be ignored.
    const ignore = copied.explicit ? {} : { ignore: { file: build.ignoreFile, entries: entriesFor(build, path) } };
    found.set(copied.instruction, { rule: RULE, path: build.path, line, note, weight, ...ignore });
  };
  for (const { path, what, certain, tracked } of secrets) {
    const copied = copyOf(build, path);
    const isSerious = (certain || !tracked) && (copied?.isShipped === true || copied?.explicit === true);
    add(copied, path, `${path} (${what})`, isSerious && !isForDevelopment(build.path) ? 'failure' : 'advice');
  }
  for (const path of missingSources(build, files)) {
    const copied = copyOf(build, path);
    add(copied, path, path, copied?.isShipped === true && !isForDevelopment(build.path) ? 'failure' : 'advice');
  }
  for (const path of expected) {
    const copied = copyOf(build, path);
    if (copied?.isShipped === true) add(copied, path, `${path}, once there is one,`, 'advice');
  }
  return [...found.values()];
}

/** The entries that keep a file out of the context. For an environment file they apply to all folders. */
function entriesFor({ context }: ImageBuild, path: string): string[] {
  if (path.includes('.envs/')) return ['**/.envs'];
  if (dotenvKind(path) === 'real') return ['**/.env', '**/.env.*', '!**/.env.example'];
  return [pathWithin(context, path) ?? path];
}

interface Copied {
  readonly instruction: DockerInstruction;
  readonly explicit: boolean;
  readonly isShipped: boolean;
}

/** Where a build copies a file: into an image, or else into a build stage. */
function copyOf(build: ImageBuild, path: string): Copied | undefined {
  const inContext = pathWithin(build.context, path);
  if (inContext === undefined || build.isIgnored(inContext)) return undefined;
  const stages = copiesInto(build.dockerfile, inContext);
  const shipped = build.targets.flatMap((target) => stages[target] ?? [])[0];
  const copied = shipped ?? stages.flat()[0];
  return copied && { ...copied, isShipped: shipped !== undefined };
}

/** Environment files and private keys that COPY names and that do not exist here: whoever builds the image has them. */
function missingSources({ dockerfile, context }: ImageBuild, files: ProjectFiles): string[] {
  return contextSources(dockerfile)
    .filter((source) => /^[\w./-]+$/.test(source))
    .map((source) => posix.join(context, posix.join('/', source).slice(1)))
    .filter((path) => dotenvKind(path) === 'real' || /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/.test(path))
    .filter((path) => !files.isTracked(path) && !isOnDisk(files, path));
}

/** Characters of an instruction that a note quotes. */
const QUOTED = 60;

function written({ keyword, words }: DockerInstruction): string {
  const text = [keyword, ...words].join(' ');
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}

/** The Dockerfiles whose images would contain one of some files, by their contexts and `.dockerignore` files. */
export async function imagesWith(facts: ProjectFacts, paths: readonly string[]): Promise<string[]> {
  const isIn = (build: ImageBuild) => paths.some((path) => copyOf(build, path)?.isShipped === true);
  return [...new Set((await facts.imageBuilds()).filter(isIn).map(({ path }) => path))];
}
