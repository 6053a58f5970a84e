import type {
  Instruction,
  ModifiableInstruction,
  Onbuild,
  Dockerfile as ParsedDockerfile,
  PropertyInstruction,
} from 'dockerfile-ast';
import { baseName } from '../../../files/path-parts.ts';
import { limited } from '../../../syntax/limited.ts';
import { LineIndex } from '../../../syntax/text.ts';

/** A variable or label that an instruction sets. */
export interface DockerProperty {
  readonly name: string;
  /** Without its quotes; undefined for an ARG without a default. */
  readonly value: string | undefined;
  /** From 1. */
  readonly line: number;
}

/** One instruction. An ONBUILD is replaced by the instruction that it triggers. */
export interface DockerInstruction {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  readonly line: number;
  readonly lastLine: number;
  /** `--from=build` gives `from` and `build`. */
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  /** What follows the flags, as it is written, here-documents included. */
  readonly text: string;
  /** Offset of `text` in the file. */
  readonly from: number;
  /** What ENV, ARG and LABEL set. */
  readonly properties: readonly DockerProperty[];
  /** The variables that it uses. */
  readonly variables: ReadonlySet<string>;
  /** Arguments: the items of a JSON array, or words. For a command in shell form see `text`. */
  readonly words: readonly string[];
}

/** The instructions from one FROM to the next. */
export interface DockerStage {
  /** As it is written; undefined without AS. */
  readonly name: string | undefined;
  /** The image or stage that it starts from, as it is written. */
  readonly base: string;
  /** The index of that stage; undefined for an image. */
  readonly baseStage: number | undefined;
  readonly instructions: readonly DockerInstruction[];
}

export interface Dockerfile {
  /** The ARGs before the first FROM. */
  readonly head: readonly DockerInstruction[];
  /** In order. A build without `--target` makes the last one. */
  readonly stages: readonly DockerStage[];
  /** What continues a line: a backslash, or the backtick of an escape directive. */
  readonly lineEscape: string;
}

const NAME = /^(?:Dockerfile(?:\..+)?|.+\.dockerfile|Containerfile(?:\..+)?)$/i;
/** `Dockerfile.dockerignore`, templates of Dockerfiles, documents about them and code. */
const OTHER =
  /\.(?:dockerignore|containerignore|tt|erb|j2|jinja2?|tmpl|tpl|template|ejs|hbs|mustache|md|adoc|rst|txt|html?|xml|toml|ini|json|ya?ml|lock|log|orig|bak|png|svg|gz|[cm]?[jt]sx?|c|cc|cpp|cs|dart|exs?|go|h|java|kts?|lua|php|pl|ps1|py|rb|rs|scala|sh|swift|vim)$/i;

/** Whether a file is a Dockerfile, by its name. */
export function isDockerfile(path: string): boolean {
  const name = baseName(path);
  return NAME.test(name) && !OTHER.test(name);
}

/** The parser's time grows with the square of the number of instructions, and of their length. */
const LARGEST_DOCKERFILE = 128 * 1024;
/** In milliseconds: a hundred times what a Dockerfile takes that somebody wrote. */
const MOST_TIME = 1000;

/** Parses a Dockerfile. @returns undefined if it is too large, or takes too long */
export async function readDockerfile(text: string): Promise<Dockerfile | undefined> {
  if (text.length > LARGEST_DOCKERFILE) return undefined;
  const { DockerfileParser } = await import('dockerfile-ast');
  return limited(MOST_TIME, () => toDockerfile(DockerfileParser.parse(text), text))?.value;
}

function toDockerfile(parsed: ParsedDockerfile, text: string): Dockerfile {
  const lineEscape = parsed.getEscapeCharacter();
  const lines = new LineIndex(text);
  const head: DockerInstruction[] = [];
  const stages: (DockerStage & { readonly instructions: DockerInstruction[] })[] = [];
  for (const each of parsed.getInstructions()) {
    const instruction = unwrapped(each);
    const read = instructionOf(instruction, text, lines, lineEscape);
    if (read.keyword === 'FROM') {
      const [base = '', as = '', name] = read.words;
      const at = stages.findIndex((stage) => stage.name?.toLowerCase() === base.toLowerCase());
      const baseStage = at < 0 ? undefined : at;
      stages.push({ name: /^as$/i.test(as) ? name : undefined, base, baseStage, instructions: [] });
    } else (stages.at(-1)?.instructions ?? head).push(read);
  }
  return { head, stages, lineEscape };
}

/**
 * Whether Docker accepts it: it has only known instructions, and only ARG before the first FROM. An empty file counts as
 * valid, since nothing in it can be overlooked. https://docs.docker.com/reference/dockerfile/
 */
export function isValid({ head, stages }: Dockerfile): boolean {
  const inside = stages.flatMap(({ instructions }) => instructions);
  return head.every(({ keyword }) => keyword === 'ARG') && inside.every(({ keyword }) => KEYWORDS.has(keyword));
}

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

/** What COPY and ADD take from the build context, as it is written. */
export function contextSources({ stages }: Dockerfile): string[] {
  return stages
    .flatMap(({ instructions }) => instructions)
    .filter(({ keyword, flags }) => /^(?:ADD|COPY)$/.test(keyword) && !flags.some(({ name }) => name === 'from'))
    .flatMap(({ words }) => words.slice(0, -1));
}

function unwrapped(instruction: Instruction): Instruction {
  if (!('getTriggerInstruction' in instruction)) return instruction;
  return (instruction as Onbuild).getTriggerInstruction() ?? instruction;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function instructionOf(
  instruction: Instruction,
  text: string,
  lines: LineIndex,
  lineEscape: string,
): DockerInstruction {
  const offset = ({ line, character }: Position) => (lines.startOf(line + 1) ?? text.length) + character;
  const range = instruction.getRange();
  const keyword = instruction.getKeyword();
  const flags: { name: string; value: string }[] = [];
  let from = offset(instruction.getInstructionRange().end);
  for (const flag of FLAGGED.has(keyword) ? (instruction as ModifiableInstruction).getFlags() : []) {
    const { start, end } = flag.getRange();
    // The parser takes what follows `a--b` for flags, too.
    if (/[^\s\\`]/.test(text.slice(from, offset(start)))) break;
    flags.push({ name: flag.getName(), value: (flag.getValue() ?? '').replace(/^(["'])(.*)\1$/, '$2') });
    from = offset(end);
  }
  const body = text.slice(from, offset(range.end));
  return {
    keyword,
    line: range.start.line + 1,
    lastLine: range.end.line + 1,
    flags,
    text: body,
    from,
    properties: PROPERTIES.has(keyword) ? propertiesOf(instruction as PropertyInstruction) : [],
    variables: new Set(instruction.getVariables().map((variable) => variable.getName())),
    words: wordsOf(body, lineEscape),
  };
}

const FLAGGED = new Set(['ADD', 'COPY', 'FROM', 'HEALTHCHECK', 'RUN']);
const PROPERTIES = new Set(['ARG', 'ENV', 'LABEL']);

function propertiesOf(instruction: PropertyInstruction): DockerProperty[] {
  return instruction.getProperties().map((property) => ({
    name: property.getName(),
    value: property.getValue() ?? undefined,
    line: property.getNameRange().start.line + 1,
  }));
}

/**
 * The arguments of an instruction: the items of a JSON array if it is one (exec form), else the words between white space.
 * The parser's own items lose their spaces.
 */
function wordsOf(text: string, lineEscape: string): string[] {
  const unfolded = unfold(text, lineEscape).trim();
  if (unfolded.startsWith('[')) {
    try {
      const items: unknown = JSON.parse(unfolded);
      if (Array.isArray(items) && items.every((item) => typeof item === 'string')) return items;
    } catch {
      // Docker also falls back to words.
    }
  }
  return (unfolded.split('\n', 1)[0] ?? '').split(/\s+/).filter((word) => word !== '');
}

/** Joins continued lines and leaves out the comments between them. */
function unfold(text: string, lineEscape: string): string {
  const lines = text.split(/\r?\n/);
  let joined = '';
  let continues = true;
  for (const [index, line] of lines.entries()) {
    if (continues && index > 0 && /^\s*(?:#|$)/.test(line)) continue;
    const trimmed = line.trimEnd();
    joined += (continues || index === 0 ? '' : '\n') + (trimmed.endsWith(lineEscape) ? trimmed.slice(0, -1) : trimmed);
    continues = trimmed.endsWith(lineEscape);
  }
  return joined;
}
