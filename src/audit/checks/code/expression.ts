import { wordSet } from '../../../syntax/text.ts';
import type { Token } from './lexer.ts';
import { DEEPEST, type Group, isMark, isNameNode, isWord, type Node, split, toNodes } from './nodes.ts';
import { secrecyOf } from './secret-name.ts';
import type { Language } from './syntaxes.ts';
import { ENVIRONMENT, ENVIRONMENT_CALLS, FORMATS, GETTERS, KEEPS_VALUE, VALUE_MEMBERS } from './value-functions.ts';

/** A secret that is printed if an expression is. */
export interface PrintedSecret {
  /** As a note names it: `process.env.API_KEY`. */
  readonly what: string;
  /**
   * `secret`: certainly one, by its name; `perhaps`: often one; `part`: the first characters of one; `url`: the value of a
   * query parameter for keys; `everything`: all variables of the environment.
   */
  readonly kind: 'secret' | 'perhaps' | 'part' | 'url' | 'everything';
  /** Its last name, to look up where it was set. */
  readonly name: string;
}

/** The secrets in some expressions that are printed, separated by commas. */
export function printedSecretsIn(nodes: readonly Node[], language: Language): PrintedSecret[] {
  return new ExpressionReader(language).list(nodes, 0);
}

class ExpressionReader {
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  list(nodes: readonly Node[], depth: number): PrintedSecret[] {
    if (depth > DEEPEST) return [];
    return split(nodes, (node) => isMark(node, ',') || isMark(node, ';')).flatMap((part) =>
      this.#argument(part, depth),
    );
  }

  #argument(nodes: readonly Node[], depth: number): PrintedSecret[] {
    const second = nodes[1];
    const named = nodes[0];
    if (named !== undefined && second !== undefined && nodes.length > 2 && isNameNode(named)) {
      const isSlice = named.kind === 'number';
      if (!isSlice && (isMark(second, '=') || isMark(second, ':'))) {
        return this.#entry(named.text, nodes.slice(2), depth);
      }
    }
    const arrow = nodes.findIndex((node) => isMark(node, '=>') || (isMark(node, '->') && this.#hasArrowFunctions));
    if (arrow >= 0) {
      const key = arrow === 1 && named?.kind === 'string' ? named.text : '';
      return this.#entry(key, nodes.slice(arrow + 1), depth);
    }
    return this.#choice(nodes, depth);
  }

  get #hasArrowFunctions(): boolean {
    return this.#language === 'java' || this.#language === 'kotlin';
  }

  /** `apiKey: key`: the entry's name tells what a variable with a general name is. */
  #entry(name: string, nodes: readonly Node[], depth: number): PrintedSecret[] {
    const found = this.#choice(nodes, depth);
    const [only] = nodes;
    if (found.length > 0 || nodes.length !== 1 || only?.kind !== 'word') return found;
    if (!/^\$?(?:key|token|secret|value|val|pass|pw|pwd)$/i.test(only.text)) return found;
    return this.#named([name], only.text);
  }

  /** A condition is not printed; the alternatives are. */
  #choice(nodes: readonly Node[], depth: number): PrintedSecret[] {
    const question = nodes.findIndex((node) => isMark(node, '?'));
    const isTernary = question > 0 && nodes.slice(question).some((node) => isMark(node, ':'));
    if (isTernary) {
      const branches = split(nodes.slice(question + 1), (node) => isMark(node, ':'));
      return branches.flatMap((branch) => this.#choice(branch, depth + 1));
    }
    const ifAt = nodes.findIndex((node) => isWord(node, 'if'));
    const elseAt = nodes.findIndex((node) => isWord(node, 'else'));
    if (ifAt >= 0) {
      // `a if condition else b`, and `if (condition) a else b`.
      const chosen = ifAt > 0 ? nodes.slice(0, ifAt) : nodes.slice(2, elseAt < 0 ? nodes.length : elseAt);
      const other = elseAt < 0 ? [] : nodes.slice(elseAt + 1);
      return [...this.#choice(chosen, depth + 1), ...(other.length > 0 ? this.#choice(other, depth + 1) : [])];
    }
    return split(nodes, (node) => isMark(node, '||', '??', '?:') || isWord(node, 'or')).flatMap((part) => {
      const last = split(part, (node) => isMark(node, '&&') || isWord(node, 'and')).at(-1) ?? [];
      return this.#sum(last, depth);
    });
  }

  /** Operands that are concatenated. A comparison prints none of them. */
  #sum(nodes: readonly Node[], depth: number): PrintedSecret[] {
    if (nodes.some((node) => COMPARISON.has(node.text) && (node.kind === 'mark' || node.kind === 'word'))) return [];
    const isOperator = (node: Node, index: number) =>
      isMark(node, '+', '<>', '++', '<<') ||
      (index > 0 && isMark(node, '%')) ||
      (isMark(node, '.') && this.#language === 'php') ||
      isWord(node, '-f');
    let before = '';
    return split(nodes, isOperator).flatMap((operand) => {
      const found = this.#operand(operand, depth);
      const parameter = found.length === 0 && KEY_PARAMETER.test(before) ? nameOf(operand) : undefined;
      before = lastText(operand);
      return parameter === undefined ? found : [{ what: parameter, kind: 'url', name: parameter } as const];
    });
  }

  /** A name with members, calls and indexes. */
  #operand(nodes: readonly Node[], depth: number): PrintedSecret[] {
    let at = 0;
    for (; at < nodes.length; at++) {
      const node = nodes[at];
      if (node === undefined) return [];
      if (isMark(node, '!', '!!', '-') || isWord(node, 'not', 'typeof', 'void', 'delete', 'sizeof')) return [];
      if (isWord(node, 'await', 'new', 'mut', 'const', 'try') || isMark(node, ...SIGILS)) continue;
      break;
    }
    const start = nodes[at];
    const next = nodes[at + 1];
    if (start === undefined) return [];
    if (start.kind === 'string') return this.#string(start, nodes.slice(at + 1), depth);
    if (start.kind === 'group') {
      // A cast: `(string) $key`.
      if (start.text === '(' && start.children.length === 1 && next?.kind === 'word') {
        return this.#operand(nodes.slice(at + 1), depth + 1);
      }
      const inner = this.list(start.children, depth + 1);
      return nodes.length > at + 1 ? this.#afterGroup(inner, nodes.slice(at + 1)) : inner;
    }
    if (start.kind !== 'word') return [];
    // Scala's s"...", a tagged template.
    if (next?.kind === 'string') return this.#string(next, [], depth);
    return this.#chain(nodes.slice(at), depth);
  }

  #afterGroup(inner: PrintedSecret[], rest: readonly Node[]): PrintedSecret[] {
    const method = rest[1];
    return method?.kind === 'word' && KEEPS_VALUE.has(method.text) ? inner : [];
  }

  #string(token: Token, rest: readonly Node[], depth: number): PrintedSecret[] {
    const found: PrintedSecret[] = [];
    let before = '';
    for (const piece of token.pieces ?? []) {
      if (typeof piece === 'string') {
        before = piece;
        continue;
      }
      const nodes = toNodes(this.#language === 'python' || this.#language === 'csharp' ? withoutFormat(piece) : piece);
      if (nodes === undefined) continue;
      const here = this.list(nodes, depth + 1);
      const parameter = here.length === 0 && KEY_PARAMETER.test(before) ? nameOf(nodes) : undefined;
      found.push(...here);
      if (parameter !== undefined) found.push({ what: parameter, kind: 'url', name: parameter });
    }
    const beside = rest[0];
    // Adjacent strings are one. So are the start of a heredoc and its text, which begins on the next line.
    if (beside?.kind === 'string') return [...found, ...this.#string(beside, rest.slice(1), depth)];
    // "...".format(key) and "key: %s".formatted(key)
    const [, method, args] = rest;
    if (method?.kind === 'word' && args?.kind === 'group') {
      if (FORMATS.has(method.text)) found.push(...this.list(args.children, depth + 1));
      else if (!KEEPS_VALUE.has(method.text)) return [];
    } else if (rest.length > 0 && rest[0]?.kind === 'group' && rest[0].text === '[') return [];
    return found;
  }

  /** Names that are joined by dots, with their calls and indexes. */
  #chain(nodes: readonly Node[], depth: number): PrintedSecret[] {
    let chain: string[] = [];
    let found: PrintedSecret[] | undefined;
    for (let at = 0; at < nodes.length; at++) {
      const node = nodes[at];
      if (node === undefined) break;
      if (node.kind === 'word') {
        const args = nodes[at + 1];
        const isCalled = args?.kind === 'group' && args.text === '(';
        const isGiven = isCalled && args.children.length > 0 && (FORMATS.has(node.text) || GETTERS.test(node.text));
        if (chain.length > 0 && !isGiven && KEEPS_VALUE.has(node.text) && (isCalled || VALUE_MEMBERS.has(node.text))) {
          if (isCalled) at++;
          continue;
        }
        // A secret that a call returns says nothing about its members.
        if (found !== undefined) {
          found = undefined;
          chain = [];
        }
        chain.push(node.text);
      } else if (node.kind === 'group' && node.text === '(') {
        found = this.#call(chain, node, depth);
        chain = found.length > 0 ? chain : [''];
      } else if (node.kind === 'group' && node.text === '[') {
        const indexed = this.#index(chain, node);
        if (Array.isArray(indexed)) found = indexed;
        else chain.push(indexed);
      } else if (node.kind === 'group') {
        // A block after a call, or fields of a struct.
        return found ?? [];
      } else if (!isMark(node, '.', '::', '->', '?.', '?->', '!!', '!', '?', '#')) return [];
    }
    return found ?? this.#named(chain, chain.join('.'));
  }

  #call(chain: readonly string[], args: Group, depth: number): PrintedSecret[] {
    const name = chain.at(-1) ?? '';
    const [first] = args.children;
    if (FORMATS.has(name)) return this.list(args.children, depth + 1);
    if (ENVIRONMENT_CALLS.test(chain.join('.')) && args.children.length === 0) return [everything(chain.join('.'))];
    const isGetter = GETTERS.test(name) || (/^(?:env|config)$/.test(name) && chain.length === 1);
    if (isGetter && first?.kind === 'string' && first.pieces === undefined) {
      const what = `${chain.join('.')}("${first.text}")`;
      return this.#named([...chain.slice(0, -1), first.text], what);
    }
    const [, of = ''] = /^(?:get|fetch|read|load|current)_?([A-Za-z]\w*)$/.exec(name) ?? [];
    if (of !== '' && args.children.length === 0)
      return this.#named([...chain.slice(0, -1), of], `${chain.join('.')}()`);
    return [];
  }

  /** The name that an index gives, or the secret that a slice is a part of. */
  #index(chain: readonly string[], { children }: Group): string | PrintedSecret[] {
    const [first, second] = children;
    if (first?.kind === 'string' && children.length === 1) return first.text;
    if (first !== undefined && isMark(first, ':') && second?.kind === 'word' && this.#hasSymbols) return second.text;
    if (children.some((node) => isMark(node, ':', ',', '..', '..<', '...', '..='))) {
      const end = children.findLast((node) => node.kind === 'number');
      const whole = this.#named(chain, chain.join('.'));
      return Number(end?.text ?? 0) > SHOWN_PART ? whole.map((each) => ({ ...each, kind: 'part' })) : [];
    }
    return chain.at(-1) ?? '';
  }

  get #hasSymbols(): boolean {
    return this.#language === 'ruby' || this.#language === 'elixir';
  }

  #named(chain: readonly string[], what: string): PrintedSecret[] {
    const whole = chain.join('.');
    if (ENVIRONMENT.has(whole)) return [everything(whole)];
    const name = (chain.at(-1) ?? '').replace(/^\$(?:env:|script:|global:)?|^[@#]+/i, '');
    const secrecy = secrecyOf([...chain.slice(0, -1), name]);
    if (secrecy === 'no') return [];
    return [{ what: what.slice(0, LONGEST_NAME), kind: secrecy === 'sure' ? 'secret' : 'perhaps', name }];
  }
}

const LONGEST_NAME = 60;
/** So many characters of a key may be shown. */
const SHOWN_PART = 10;

const everything = (what: string): PrintedSecret => ({ what, kind: 'everything', name: what });

const COMPARISON = wordSet('== === != !== < > <= >= <=> =~ is in instanceof as? -eq -ne -like -match -notmatch');
const SIGILS = ['&', '*', '...', '**', '%', '?', '@', '^', '++', '$'];

/** The end of a URL up to the value of a parameter for keys. */
const KEY_PARAMETER = /[?&](?:api_?-?key|key|access_?token|auth_?token|token|secret|password|client_?key)=$/i;

/** The string at the end of an operand, before the next operand. */
function lastText(nodes: readonly Node[]): string {
  const last = nodes.at(-1);
  return last?.kind === 'string' ? last.text : '';
}

/** The last name of a plain variable with its members; undefined for other expressions. */
function nameOf(nodes: readonly Node[]): string | undefined {
  const last = nodes.at(-1);
  const isPlain =
    nodes.length > 0 && nodes.every((node) => node.kind === 'word' || isMark(node, '.', '->', '::', '?.'));
  return isPlain && last?.kind === 'word' ? last.text : undefined;
}

/** An interpolated expression of Python or C# without its format: `!r`, `:>10`, `=`. */
function withoutFormat(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'mark') continue;
    if (text === '(' || text === '[' || text === '{') depth++;
    else if (text === ')' || text === ']' || text === '}') depth--;
    else if (
      depth === 0 &&
      (text === ':' || (text === '!' && index > 0) || (text === '=' && index === tokens.length - 1))
    ) {
      return tokens.slice(0, index);
    }
  }
  return tokens;
}
