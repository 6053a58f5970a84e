import { wordSet } from '../../../syntax/text.ts';
import { DEEPEST, type Group, isMark, isNameNode, isString, isWord, type Node, split } from './nodes.ts';
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

  /** An argument, perhaps with a name or as the result of an arrow function. */
  #argument(nodes: readonly Node[], depth: number): PrintedSecret[] {
    const [named, second] = nodes;
    if (named !== undefined && nodes.length > 2 && isNameNode(named) && isMark(second, '=', ':')) {
      return this.#entry(named.text, nodes.slice(2), depth);
    }
    const arrows = this.#language === 'java' || this.#language === 'kotlin' ? ['=>', '->'] : ['=>'];
    const arrow = nodes.findIndex((node) => isMark(node, ...arrows));
    if (arrow < 0) return this.#choice(nodes, depth);
    const key = arrow === 1 && named?.kind === 'string' ? named.text : '';
    return this.#entry(key, nodes.slice(arrow + 1), depth);
  }

  /** `apiKey: key`: the name of the entry says what a variable with a general name holds. */
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
    if (ifAt >= 0) {
      // `a if condition else b`, and `if (condition) a else b`.
      const [chosen = [], ...others] = split(nodes.slice(ifAt > 0 ? 0 : 2), (node) => isWord(node, 'else'));
      const printed = ifAt > 0 ? chosen.slice(0, ifAt) : chosen;
      return [printed, ...others].flatMap((branch) => this.#choice(branch, depth + 1));
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
    return split(nodes, isOperator).flatMap((operand): PrintedSecret[] => {
      const found = this.#operand(operand, depth);
      const parameter = found.length === 0 && KEY_PARAMETER.test(before) ? nameOf(operand) : undefined;
      before = lastText(operand);
      return parameter === undefined ? found : [{ what: parameter, kind: 'url', name: parameter }];
    });
  }

  /** A string or brackets, or a name with members, calls and indexes. */
  #operand(nodes: readonly Node[], depth: number): PrintedSecret[] {
    const skipped = nodes.findIndex((node) => !isWord(node, ...PREFIXES) && !isMark(node, ...SIGILS));
    const [start, ...rest] = skipped < 0 ? [] : nodes.slice(skipped);
    if (start === undefined || isMark(start, '!', '!!', '-') || isWord(start, ...WITHOUT_VALUE)) return [];
    if (start.kind === 'string') return this.#continued([], rest, depth);
    if (start.kind === 'group') {
      // A cast: `(string) $key`.
      const isCast = start.text === '(' && start.children.length === 1 && rest[0]?.kind === 'word';
      return isCast
        ? this.#operand(rest, depth + 1)
        : this.#continued(this.list(start.children, depth + 1), rest, depth);
    }
    if (start.kind !== 'word') return [];
    // Scala's s"...", a tagged template.
    return isString(rest[0]) ? this.#operand(rest, depth + 1) : this.#chain([start, ...rest], depth);
  }

  /** What is printed of a string or brackets with something behind them. @param found what is in them */
  #continued(found: PrintedSecret[], rest: readonly Node[], depth: number): PrintedSecret[] {
    const [next, method, args] = rest;
    // Adjacent strings are one. So are the start of a heredoc and its text, which begins on the next line.
    if (isString(next)) return [...found, ...this.#operand(rest, depth + 1)];
    if (next?.kind === 'group') return [];
    if (!isMark(next, '.', '?.', '->')) return found;
    // "...".format(key) and "key: %s".formatted(key)
    if (method?.kind === 'word' && args?.kind === 'group' && FORMATS.has(method.text)) {
      return [...found, ...this.list(args.children, depth + 1)];
    }
    return method?.kind === 'word' && KEEPS_VALUE.has(method.text) ? found : [];
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

  #call(chain: readonly string[], { children }: Group, depth: number): PrintedSecret[] {
    const name = chain.at(-1) ?? '';
    const whole = chain.join('.');
    const [first] = children;
    if (FORMATS.has(name)) return this.list(children, depth + 1);
    if (ENVIRONMENT_CALLS.test(whole) && first === undefined) return [everything(whole)];
    const isGetter = GETTERS.test(name) || (/^(?:env|config)$/.test(name) && chain.length === 1);
    if (isGetter && first?.kind === 'string') {
      return this.#named([...chain.slice(0, -1), first.text], `${whole}("${first.text}")`);
    }
    const [, of = ''] = /^(?:get|fetch|read|load|current)_?([A-Za-z]\w*)$/.exec(name) ?? [];
    return of === '' || first !== undefined ? [] : this.#named([...chain.slice(0, -1), of], `${whole}()`);
  }

  /** The name that an index gives, or the secret that a slice is a part of. */
  #index(chain: readonly string[], { children }: Group): string | PrintedSecret[] {
    const [first, second] = children;
    const hasSymbols = this.#language === 'ruby' || this.#language === 'elixir';
    if (first?.kind === 'string' && children.length === 1) return first.text;
    if (isMark(first, ':') && second?.kind === 'word' && hasSymbols) return second.text;
    if (children.some((node) => isMark(node, ':', ',', '..', '..<', '...', '..='))) {
      const end = children.findLast((node) => node.kind === 'number');
      const whole = this.#named(chain, chain.join('.'));
      return Number(end?.text ?? 0) > SHOWN_PART ? whole.map((each) => ({ ...each, kind: 'part' })) : [];
    }
    return chain.at(-1) ?? '';
  }

  /** @param chain the name of a value with the names of its owners, the outermost first */
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
/** Words and marks before a value that do not change it. */
const PREFIXES = ['await', 'new', 'mut', 'const', 'try'];
const SIGILS = ['&', '*', '...', '**', '%', '?', '@', '^', '++', '$'];
/** Operators whose result is not the value. */
const WITHOUT_VALUE = ['not', 'typeof', 'void', 'delete', 'sizeof'];

/** The end of a URL up to the value of a parameter for keys. */
const KEY_PARAMETER = /[?&](?:api_?-?key|key|access_?token|auth_?token|token|secret|password|client_?key)=$/i;

/** The string at the end of an operand, before the next operand. */
function lastText(nodes: readonly Node[]): string {
  const last = nodes.at(-1);
  if (last?.kind === 'group') return isString(last) ? lastText(last.children) : '';
  return last?.kind === 'string' ? last.text : '';
}

/** The last name of a plain variable with its members; undefined for other expressions. */
function nameOf(nodes: readonly Node[]): string | undefined {
  const [first] = nodes;
  if (nodes.length === 1 && first?.kind === 'group' && first.text === '(') return nameOf(first.children);
  const last = nodes.at(-1);
  const isPlain = nodes.every((node) => node.kind === 'word' || isMark(node, '.', '->', '::', '?.'));
  return isPlain && last?.kind === 'word' ? last.text : undefined;
}
