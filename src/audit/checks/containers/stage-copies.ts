import { posix } from 'node:path';
import { DockerPattern } from './docker-pattern.ts';
import type { Dockerfile, DockerInstruction } from './dockerfile.ts';

/** How a file of the build context got into a stage. */
export interface CopiedFile {
  /** The COPY or ADD that copied it from the context. */
  readonly instruction: DockerInstruction;
  /** The instruction names the file itself, not a folder or a pattern. */
  readonly explicit: boolean;
}

interface FileCopy extends CopiedFile {
  /** Absolute, in the image. */
  readonly at: string;
}

interface StageState {
  /** All copies, even deleted ones: their layers keep them. */
  readonly layers: FileCopy[];
  /** The copies that another stage can copy. */
  present: FileCopy[];
  workdir: string;
  readonly variables: Map<string, string>;
}

/**
 * Follows one file of the build context through the stages: COPY and ADD from the context, COPY --from another stage, FROM
 * another stage.
 * @param path relative to the build context, POSIX separators
 * @returns for each stage how the file got into its layers; empty if it is not in them
 */
export function copiesInto({ head, stages }: Dockerfile, path: string): (readonly CopiedFile[])[] {
  const states: StageState[] = [];
  const names = new Map<string, number>();
  const globals = new Map<string, string>();
  for (const instruction of head) remember(globals, instruction);
  for (const [index, stage] of stages.entries()) {
    const base = states[names.get(expand(stage.base, globals).toLowerCase()) ?? -1];
    const state: StageState = {
      layers: [...(base?.layers ?? [])],
      present: [...(base?.present ?? [])],
      workdir: base?.workdir ?? '/',
      variables: new Map(base?.variables),
    };
    for (const instruction of stage.instructions)
      step(state, instruction, path, globals, (name) => {
        const number = names.get(name.toLowerCase()) ?? (/^\d{1,4}$/.test(name) ? Number(name) : -1);
        return number < index ? states[number] : undefined;
      });
    states.push(state);
    if (stage.name !== undefined) names.set(stage.name.toLowerCase(), index);
  }
  return states.map(({ layers }) => layers);
}

function step(
  state: StageState,
  instruction: DockerInstruction,
  path: string,
  globals: ReadonlyMap<string, string>,
  stageOf: (name: string) => StageState | undefined,
): void {
  const { keyword, words } = instruction;
  if (keyword === 'WORKDIR') state.workdir = posix.resolve(state.workdir, expand(words.join(' '), state.variables));
  else if (keyword === 'ARG' || keyword === 'ENV') remember(state.variables, instruction, globals);
  else if (keyword === 'RUN') state.present = state.present.filter(({ at }) => !removes(instruction, at));
  else if (keyword === 'COPY' || keyword === 'ADD') {
    const from = instruction.flags.find(({ name }) => name === 'from')?.value;
    const copies =
      from === undefined
        ? fromContext(state, instruction, path)
        : fromStage(state, instruction, stageOf(expand(from, state.variables)));
    state.layers.push(...copies);
    state.present.push(...copies);
  }
}

function remember(
  variables: Map<string, string>,
  { properties }: DockerInstruction,
  globals?: ReadonlyMap<string, string>,
): void {
  for (const { name, value = globals?.get(name) } of properties) {
    if (value !== undefined) variables.set(name, expand(value, variables));
  }
}

/** Replaces `$NAME` and `${NAME}` if the variable is known. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  const expanded = text.replace(/\$(?:(\w+)|\{(\w+)(?::-([^{}]*))?\})/g, (written, plain, braced, fallback) => {
    return variables.get(plain ?? braced) ?? fallback ?? written;
  });
  return expanded.length > LONGEST_PATH ? text : expanded;
}

/** With variables within variables a text could double with every line. */
const LONGEST_PATH = 4096;

function removes({ text }: DockerInstruction, at: string): boolean {
  const name = posix.basename(at);
  return (
    /\b(?:rm|del|unlink|shred)\b/.test(text) &&
    (text.includes(name) || (name.startsWith('.env') && text.includes('.env*')))
  );
}

function fromContext(state: StageState, instruction: DockerInstruction, path: string): FileCopy[] {
  const sources = instruction.words.slice(0, -1);
  return sources.flatMap((source) => {
    const written = cleaned(expand(source, state.variables));
    const taken = isElsewhere(written) ? undefined : takenBy(written, path);
    if (taken === undefined || isExcluded(instruction, path, taken)) return [];
    const explicit = taken === path && !/[*?[]/.test(written);
    return [{ instruction, explicit, at: destination(state, instruction, path, taken) }];
  });
}

function fromStage(state: StageState, instruction: DockerInstruction, from: StageState | undefined): FileCopy[] {
  const sources = instruction.words.slice(0, -1).map((source) => cleaned(expand(source, state.variables)));
  return (from?.present ?? []).slice(0, MOST_COPIES).flatMap((copy) => {
    const path = copy.at.slice(1);
    return sources.flatMap((source) => {
      const taken = takenBy(source, path);
      if (taken === undefined || isExcluded(instruction, path, taken)) return [];
      return [{ ...copy, at: destination(state, instruction, path, taken) }];
    });
  });
}

/** Copies of one file in one stage that are followed. */
const MOST_COPIES = 20;

/** A here-document, a URL or a git repository. */
function isElsewhere(source: string): boolean {
  return source.startsWith('<<') || /^(?:https?:\/|git@|git:\/|ssh:\/)/i.test(source);
}

/** Relative to the context's root, which `..` cannot leave; `.` for all of it. */
function cleaned(source: string): string {
  return posix.join('/', source).replace(/\/$/, '').slice(1) || '.';
}

/** The file or the folder above it that a source copies; `''` for the whole context; undefined if neither. */
function takenBy(source: string, path: string): string | undefined {
  if (source === '.') return '';
  if (!/[*?[\\]/.test(source)) return path === source || path.startsWith(`${source}/`) ? source : undefined;
  const pattern = new DockerPattern(source);
  const depth = source.split('/').length;
  const prefix = path.split('/').slice(0, depth).join('/');
  return pattern.matches(prefix) ? prefix : undefined;
}

function isExcluded({ flags }: DockerInstruction, path: string, taken: string): boolean {
  const inside = taken === '' ? path : path.slice(taken.length + 1);
  return flags.some(({ name, value }) => {
    if (name !== 'exclude') return false;
    const pattern = new DockerPattern(cleaned(value));
    return pattern.covers(path) || pattern.covers(inside);
  });
}

function destination(
  { workdir, variables }: StageState,
  { words, flags }: DockerInstruction,
  path: string,
  taken: string,
): string {
  const written = expand(words.at(-1) ?? '', variables);
  const folder = posix.resolve(workdir, written);
  if (flags.some(({ name }) => name === 'parents')) return posix.join(folder, path);
  if (taken !== path) return posix.join(folder, taken === '' ? path : path.slice(taken.length + 1));
  const intoFolder = words.length > 2 || /(?:^|\/)\.{0,2}$/.test(written);
  return intoFolder ? posix.join(folder, posix.basename(path)) : folder;
}
