import { ifReadable } from '../../../syntax/shell/read.ts';
import { LineIndex } from '../../../syntax/text.ts';
import type { CheckContext, ProjectCheck } from '../check.ts';
import type { Problem } from '../problem.ts';
import { argumentLiterals, type ShellLiteral, shellLiterals } from '../shell-literals.ts';
import { UNREADABLE_SCRIPT } from '../unread.ts';
import { type DockerInstruction, isValid } from './dockerfile.ts';
import type { ProjectDockerfile } from './image-builds.ts';
import { describeLiteral, judgeLiteral, literalWeight } from './literals.ts';

const RULE = 'dockerfile-literal-key';

/** Literal keys in a Dockerfile: in ENV, ARG and LABEL, in commands, and wherever the scan found one. */
export const dockerfileLiterals: ProjectCheck = {
  rules: [RULE],
  async check(context) {
    const { read, unread } = await context.facts.dockerfiles();
    for (const { path, why } of unread) context.markUnread(path, why);
    return read.flatMap((file) => {
      if (!isValid(file.dockerfile)) context.markUnread(file.path, 'is not a valid Dockerfile');
      const found = ifReadable(() => problemsIn(file, context));
      if (found === undefined) context.markUnread(file.path, UNREADABLE_SCRIPT);
      return found ?? [];
    });
  },
};

function problemsIn(file: ProjectDockerfile, context: CheckContext): Problem[] {
  const { head, stages } = file.dockerfile;
  const instructions = [head, ...stages.map((stage) => stage.instructions)].flat();
  const index = new LineIndex(file.text);
  const problems = instructions.flatMap((instruction) => [
    ...inProperties(file.path, instruction, context),
    ...inCommand(file, index, instruction, context),
  ]);
  const lines = new Set(problems.map(({ line }) => line));
  return [...problems, ...fromScan(file.path, instructions, context).filter(({ line }) => !lines.has(line))];
}

function inProperties(path: string, { keyword, properties }: DockerInstruction, context: CheckContext): Problem[] {
  return properties.flatMap(({ name, value, line }) => {
    const kind = judgeLiteral(context, name, value ?? '');
    const weight = literalWeight(kind, path);
    if (weight === undefined) return [];
    const note = `${keyword} ${name} has ${describeLiteral(kind)}`;
    return [{ rule: RULE, path, line, note, weight }];
  });
}

/** Instructions whose text is a command or the content of a file. */
const COMMANDS = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN']);

function inCommand(
  { path, dockerfile }: ProjectDockerfile,
  lines: LineIndex,
  instruction: DockerInstruction,
  context: CheckContext,
): Problem[] {
  if (!COMMANDS.has(instruction.keyword)) return [];
  const start = lines.lineOf(instruction.from);
  const found = literalsOf(instruction, dockerfile.lineEscape).flatMap(({ name, value, line }): Problem[] => {
    const kind = judgeLiteral(context, name, value);
    const weight = literalWeight(kind, path);
    const note = `${instruction.keyword} gives ${name} ${describeLiteral(kind)}`;
    return weight === undefined ? [] : [{ rule: RULE, path, line: start + line, note, weight }];
  });
  return onePerLine(found);
}

/** The same value can be read twice, as that of a variable and as that of a flag. */
function onePerLine(problems: readonly Problem[]): Problem[] {
  const byLine = new Map<number, Problem>();
  for (const problem of problems) {
    const other = byLine.get(problem.line);
    if (other === undefined || (other.weight === 'advice' && problem.weight === 'failure'))
      byLine.set(problem.line, problem);
  }
  return [...byLine.values()];
}

/** The literals with their lines in the instruction's text. In JSON form all have the line where the array begins. */
function literalsOf({ text, words }: DockerInstruction, lineEscape: string): ShellLiteral[] {
  const isJson = text.trimStart().startsWith('[') && words[0]?.startsWith('[') === false;
  if (!isJson) return shellLiterals(text, lineEscape);
  const line = new LineIndex(text).lineOf(text.indexOf('[')) - 1;
  const scripts = words.filter((word) => /\s/.test(word));
  return [...argumentLiterals(words), ...scripts.flatMap((script) => shellLiterals(script))].map(({ name, value }) => {
    return { name, value, line };
  });
}

function fromScan(path: string, instructions: readonly DockerInstruction[], context: CheckContext): Problem[] {
  const found = new Map<number, Problem>();
  const weight = literalWeight('key', path);
  for (const { rule, occurrences } of context.findingsIn(path)) {
    const line = occurrences[0]?.line ?? 1;
    const instruction = instructions.find((each) => each.line <= line && line <= each.lastLine);
    if (instruction === undefined || weight === undefined || found.has(line)) continue;
    found.set(line, { rule: RULE, path, line, note: `${instruction.keyword} holds a secret: ${rule.title}`, weight });
  }
  return [...found.values()];
}
