import {
  type Assignment as AssignmentNode,
  type Command as CommandNode,
  forEachChild,
  type ParameterExpansionPart,
  type ParsedScript,
  type Pipeline,
  type Redirection,
  type SyntaxNode,
  type TestExpression,
  type Word as WordNode,
  type WordPart,
} from 'unbash';
import { LineIndex } from '../text.ts';
import { type Command, type Output, type Part, plainText, type Word } from './command.ts';
import type { ScriptText } from './script-text.ts';

/** A script is nested too deep or takes too long to read. No script that is meant to run does. */
export class UnreadableScript extends Error {}

/** Nesting of substitutions. */
const DEEPEST = 24;

/** What surrounds a node, and where output goes there. */
interface Place {
  /** The text that the offsets of nodes refer to. */
  readonly source: string;
  /** The line in the script, from 0. */
  lineOf(offset: number): number;
  readonly output: Output;
  readonly target?: Word | undefined;
  readonly subshells: readonly number[];
  readonly around: string;
  readonly depth: number;
}

/** Turns the parser's trees into commands, in the order of the script. */
export class CommandReader {
  readonly #text: ScriptText;
  #subshells = 0;

  constructor(text: ScriptText) {
    this.#text = text;
  }

  /**
   * @param lineOf gives the line in the whole script for an offset in the source, both from 0
   * @throws UnreadableScript if it is nested too deep
   */
  read(script: ParsedScript, source: string, lineOf: (offset: number) => number): Command[] {
    return this.#commandsOf(script, { source, lineOf, output: 'log', subshells: [], around: '', depth: 0 });
  }

  #commandsOf(script: ParsedScript, place: Place): Command[] {
    if (place.depth > DEEPEST || script.errors?.some(({ message }) => message.startsWith('maximum ')) === true)
      throw new UnreadableScript('nested too deep');
    const commands: Command[] = [];
    this.#read(script, place, commands);
    return commands;
  }

  #read(node: SyntaxNode, place: Place, into: Command[]): void {
    switch (node.type) {
      case 'Command':
        this.#simple(node, place, into);
        break;
      case 'Pipeline':
        this.#pipeline(node, place, into);
        break;
      case 'Redirected': {
        const { input, ...sink } = this.#redirected(node.redirects, place);
        this.#read(node.command, { ...place, ...sink }, into);
        if (input.length > 0) into.push({ ...begun(node.pos, place), input });
        break;
      }
      case 'Subshell':
        this.#read(node.body, { ...place, subshells: [...place.subshells, ++this.#subshells] }, into);
        break;
      case 'Function':
        this.#read(node.body, { ...place, around: plainText(this.#word(node.name, place)) }, into);
        break;
      case 'For':
      case 'Select': {
        const list = (node.wordlist ?? []).map((word) => this.#word(word, place));
        const keyword = fixed(node.type.toLowerCase(), node.pos, place);
        const words = [keyword, this.#word(node.name, place), fixed('in', node.pos, place), ...list];
        into.push({ ...begun(node.pos, place), words });
        this.#read(node.body, place, into);
        break;
      }
      case 'Case': {
        const words = [fixed('case', node.pos, place), this.#word(node.word, place), fixed('in', node.pos, place)];
        into.push({ ...begun(node.pos, place), words });
        for (const item of node.items) this.#read(item.body, place, into);
        break;
      }
      case 'TestCommand': {
        const words = [fixed('[[', node.pos, place), ...this.#test(node.expression, place)];
        into.push({ ...begun(node.pos, place), words });
        break;
      }
      default:
        if (LISTS.has(node.type)) forEachChild(node, (child) => this.#read(child, place, into));
    }
  }

  #simple(node: CommandNode, place: Place, into: Command[]): void {
    const { input, ...sink } = this.#redirected(node.redirects, place);
    const assigned = node.prefix.filter((each) => each.type === 'Assignment');
    const words = [node.name, ...node.args].filter((each) => each !== undefined);
    into.push({
      ...begun(node.pos, place),
      ...sink,
      input,
      assignments: assigned.map((each) => ({ name: each.name, value: this.#value(each, place) })),
      words: words.map((each) => (each.type === 'Word' ? this.#word(each, place) : this.#declared(each, place))),
    });
  }

  /** The output of each part goes to the first command of the next one. */
  #pipeline({ commands }: Pipeline, place: Place, into: Command[]): void {
    let sources: Command[] = [];
    for (const [index, node] of commands.entries()) {
      const start = into.length;
      const isLast = index === commands.length - 1;
      this.#read(node, isLast ? place : { ...place, output: 'pipe', target: undefined }, into);
      const next = into[start];
      if (next !== undefined) for (const source of sources) source.next = next;
      sources = into.slice(start).filter(({ output, next }) => output === 'pipe' && next === undefined);
    }
  }

  /** The input and output that redirections set. */
  #redirected(redirections: readonly Redirection[], place: Place) {
    const input: Word[] = [];
    let sink: { readonly output?: Output; readonly target?: Word } = {};
    for (const each of redirections) {
      if (each.type === 'HereDoc') {
        const { pos, end, parts, text } = each.body;
        const written = this.#text.written(place.source.slice(pos, end));
        const read = parts === undefined ? this.#text.partsOf(text) : this.#parts(parts, place);
        input.push({ parts: read, line: place.lineOf(pos), written });
      } else if (each.target === undefined) continue;
      else if (each.type === 'HereString') input.push(this.#word(each.target, place));
      else if (/^(?:&?>>?|>[&|])$/.test(each.operator) && isOutput(each.descriptor)) {
        const target = this.#word(each.target, place);
        sink = sinkOf(each.operator, target) ?? sink;
      }
    }
    return { input, ...sink };
  }

  #word(node: WordNode, place: Place): Word {
    const { text, value, parts, pos } = node;
    const read = parts === undefined ? this.#text.partsOf(value) : this.#parts(parts, place);
    return { parts: read, line: place.lineOf(pos), written: this.#text.written(text) };
  }

  #value({ value }: AssignmentNode, place: Place): Word {
    if (value.type === 'Word') return this.#word(value, place);
    const { elements, pos, end } = value;
    const parts = elements.flatMap((element) => this.#word(element, place).parts);
    return { parts, line: place.lineOf(pos), written: this.#text.written(place.source.slice(pos, end)) };
  }

  /** `export NAME=value`: the assignment is an ordinary word. */
  #declared(node: AssignmentNode, place: Place): Word {
    const name = place.source.slice(node.pos, node.value.pos);
    const { parts } = this.#value(node, place);
    const written = this.#text.written(node.text);
    return { parts: [...this.#text.partsOf(name), ...parts], line: place.lineOf(node.pos), written };
  }

  #test(expression: TestExpression, place: Place): Word[] {
    switch (expression.type) {
      case 'TestUnary':
        return [fixed(expression.operator, expression.pos, place), this.#word(expression.operand, place)];
      case 'TestBinary': {
        const { left, operator, right } = expression;
        return [this.#word(left, place), fixed(operator, left.end, place), this.#word(right, place)];
      }
      case 'TestLogical':
        return expression.operands.flatMap((operand) => this.#test(operand, place));
      case 'TestNot':
        return this.#test(expression.operand, place);
      case 'TestGroup':
        return this.#test(expression.expression, place);
    }
  }

  #parts(parts: readonly WordPart[], place: Place): Part[] {
    return parts.flatMap((part) => this.#part(part, place));
  }

  #part(part: WordPart, place: Place): Part[] {
    switch (part.type) {
      case 'Literal':
        return this.#text.partsOf(part.value);
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return part.value === '' ? EMPTY : this.#text.partsOf(part.value);
      case 'DoubleQuoted':
      case 'LocaleString':
        return part.parts.length === 0 ? EMPTY : this.#parts(part.parts, place);
      case 'SimpleExpansion':
        return [{ kind: 'variable', name: part.text.slice(1), operation: '', defaults: 0, written: part.text }];
      case 'ParameterExpansion':
        return this.#variable(part, place);
      case 'ArithmeticExpansion':
        return [{ kind: 'text', text: '0' }];
      case 'CommandExpansion':
      case 'ProcessSubstitution': {
        const written = this.#text.written(part.text);
        return [{ kind: 'command', commands: this.#substituted(part.script, part.pos, place), written }];
      }
      default: {
        // Patterns and `{a,b}` are not expanded.
        const [first] = part.parts ?? [];
        const last = part.parts?.at(-1);
        if (first === undefined || last === undefined) return this.#text.partsOf(part.text);
        const before = place.source.slice(part.pos, first.pos);
        const after = place.source.slice(last.end, part.end);
        return [...this.#text.partsOf(before), ...this.#parts(part.parts ?? [], place), ...this.#text.partsOf(after)];
      }
    }
  }

  #variable(part: ParameterExpansionPart, place: Place): Part[] {
    const { parameter, prefix = '', operation, text } = part;
    // `${${{ parameters.name }}}` and the like have no parameter.
    if (parameter === '') return this.#text.partsOf(text);
    const given =
      operation?.type === 'Default' && !operation.operator.endsWith('?')
        ? this.#word(operation.operand, { ...place, depth: place.depth + 1 }).parts
        : [];
    const done = operation === undefined ? '' : place.source.slice(operation.pos, part.end - 1);
    const written = this.#text.written(text);
    return [
      {
        kind: 'variable',
        name: parameter,
        operation: prefix + this.#text.written(done),
        defaults: given.length,
        written,
      },
      ...given,
    ];
  }

  #substituted(script: ParsedScript | undefined, pos: number, place: Place): Command[] {
    if (script === undefined) return [];
    const inner = { ...place, output: 'capture', target: undefined, subshells: [], depth: place.depth + 1 } as const;
    // Backticks within backticks are escaped. The parser has removed the escapes, so `source` is another text.
    if (script.source === undefined) return this.#commandsOf(script, inner);
    const { source } = script;
    const lines = new LineIndex(source);
    const first = place.lineOf(pos);
    return this.#commandsOf(script, { ...inner, source, lineOf: (offset) => first + lines.lineOf(offset) - 1 });
  }
}

/** Nodes that only contain commands. */
const LISTS: ReadonlySet<SyntaxNode['type']> = new Set([
  'Script',
  'CompoundList',
  'Statement',
  'AndOr',
  'If',
  'Elif',
  'While',
  'BraceGroup',
  'ArithmeticFor',
  'Coproc',
]);

/** An empty string is a word too. */
const EMPTY: Part[] = [{ kind: 'text', text: '' }];

function begun(pos: number, { output, target, subshells, around, lineOf }: Place): Command {
  const sink = target === undefined ? { output } : { output, target };
  return { words: [], assignments: [], input: [], ...sink, subshells, around, line: lineOf(pos) };
}

function fixed(text: string, pos: number, { lineOf }: Place): Word {
  return { parts: [{ kind: 'text', text }], line: lineOf(pos), written: text };
}

function isOutput(descriptor: Exclude<Redirection, { type: 'HereDoc' }>['descriptor']): boolean {
  return descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value === 1);
}

function sinkOf(operator: string, target: Word): { readonly output: Output; readonly target: Word } | undefined {
  const name = plainText(target);
  if (operator === '>&' && name === '1') return undefined;
  const shown = operator === '>&' ? name === '2' : /^\/dev\/(?:stdout|stderr|tty)$/.test(name);
  return { output: shown ? 'log' : 'file', target };
}
