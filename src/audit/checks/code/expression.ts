import { wordSet } from '../../../syntax/text.ts';
import type { Token } from './lexer.ts';
import { DEEPEST, type Group, isMark, isNameNode, isWord, type Node, split, toNodes } from './nodes.ts';
import { secrecyOf } from './secret-name.ts';
import type { Language } from './syntaxes.ts';

/** A secret whose value an expression gives away. */
export interface Exposure {
  /** As a note names it: `process.env.API_KEY`. */
  readonly what: string;
  /**
   * `secret`: by its name surely one; `perhaps`: often one; `part`: the first characters of one; `url`: put into a query
   * parameter for keys; `everything`: all variables of the environment.
   */
  readonly kind: 'secret' | 'perhaps' | 'part' | 'url' | 'everything';
  /** The last name, for looking up where it was set. */
  readonly name: string;
}

/** What the values of these expressions, separated by commas, give away. */
export function exposuresIn(nodes: readonly Node[], language: Language): Exposure[] {
  return new Reader(language).list(nodes, 0);
}

class Reader {
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  list(nodes: readonly Node[], depth: number): Exposure[] {
    if (depth > DEEPEST) return [];
    return split(nodes, (node) => isMark(node, ',') || isMark(node, ';')).flatMap((part) =>
      this.#argument(part, depth),
    );
  }

  #argument(nodes: readonly Node[], depth: number): Exposure[] {
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

  /** `apiKey: key`: the name of the entry tells what a value without a telling name is. */
  #entry(name: string, nodes: readonly Node[], depth: number): Exposure[] {
    const found = this.#choice(nodes, depth);
    const [only] = nodes;
    if (found.length > 0 || nodes.length !== 1 || only?.kind !== 'word') return found;
    if (!/^\$?(?:key|token|secret|value|val|pass|pw|pwd)$/i.test(only.text)) return found;
    return this.#named([name], only.text);
  }

  /** Conditions tell nothing; what is chosen by them does. */
  #choice(nodes: readonly Node[], depth: number): Exposure[] {
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

  #sum(nodes: readonly Node[], depth: number): Exposure[] {
    if (nodes.some((node) => COMPARISON.has(node.text) && (node.kind === 'mark' || node.kind === 'word'))) return [];
    const isJoint = (node: Node, index: number) =>
      isMark(node, '+', '<>', '++', '<<') ||
      (index > 0 && isMark(node, '%')) ||
      (isMark(node, '.') && this.#language === 'php') ||
      isWord(node, '-f');
    let before = '';
    return split(nodes, isJoint).flatMap((operand) => {
      const found = this.#operand(operand, depth);
      const parameter = found.length === 0 && KEY_PARAMETER.test(before) ? nameOf(operand) : undefined;
      before = lastText(operand);
      return parameter === undefined ? found : [{ what: parameter, kind: 'url', name: parameter } as const];
    });
  }

  /** A name with members, calls and indexes. */
  #operand(nodes: readonly Node[], depth: number): Exposure[] {
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

  #afterGroup(inner: Exposure[], rest: readonly Node[]): Exposure[] {
    const method = rest[1];
    return method?.kind === 'word' && KEEPS_VALUE.has(method.text) ? inner : [];
  }

  #string(token: Token, rest: readonly Node[], depth: number): Exposure[] {
    const found: Exposure[] = [];
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
    // Strings beside each other are one, and the text of a heredoc begins behind its line.
    if (beside?.kind === 'string') return [...found, ...this.#string(beside, rest.slice(1), depth)];
    // "...".format(key), and "key: %s".formatted(key).
    const [, method, args] = rest;
    if (method?.kind === 'word' && args?.kind === 'group') {
      if (FORMATS.has(method.text)) found.push(...this.list(args.children, depth + 1));
      else if (!KEEPS_VALUE.has(method.text)) return [];
    } else if (rest.length > 0 && rest[0]?.kind === 'group' && rest[0].text === '[') return [];
    return found;
  }

  #chain(nodes: readonly Node[], depth: number): Exposure[] {
    let chain: string[] = [];
    let found: Exposure[] | undefined;
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
        // What a call gave says nothing about its members.
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
        // A block behind a call, or fields of a struct.
        return found ?? [];
      } else if (isMark(node, '.', '::', '->', '?.', '?->', '!!', '!', '?', '#')) {
        if (isMark(node, '!') && nodes[at + 1]?.kind === 'group') {
        }
      } else {
        return [];
      }
    }
    return found ?? this.#named(chain, chain.join('.'));
  }

  #call(chain: readonly string[], args: Group, depth: number): Exposure[] {
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

  /** The name that an index leads to, or what a part of a secret gives away. */
  #index(chain: readonly string[], { children }: Group): string | Exposure[] {
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

  #named(chain: readonly string[], what: string): Exposure[] {
    const whole = chain.join('.');
    if (ENVIRONMENT.has(whole)) return [everything(whole)];
    const name = (chain.at(-1) ?? '').replace(/^\$(?:env:|script:|global:)?|^[@#]+/i, '');
    const secrecy = secrecyOf([...chain.slice(0, -1), name]);
    if (secrecy === 'no') return [];
    return [{ what: what.slice(0, LONGEST_NAME), kind: secrecy === 'sure' ? 'secret' : 'perhaps', name }];
  }
}

const LONGEST_NAME = 60;
/** Characters of a key that do not give it away. */
const SHOWN_PART = 10;

const everything = (what: string): Exposure => ({ what, kind: 'everything', name: what });

const COMPARISON = wordSet('== === != !== < > <= >= <=> =~ is in instanceof as? -eq -ne -like -match -notmatch');
const SIGILS = ['&', '*', '...', '**', '%', '?', '@', '^', '++', '$'];

/** A URL's parameter that holds a key begins its value here. */
const KEY_PARAMETER = /[?&](?:api_?-?key|key|access_?token|auth_?token|token|secret|password|client_?key)=$/i;

/** Give back what they are called on, or on what, in another notation. */
const KEEPS_VALUE = wordSet(`
  toString to_s to_string as_str asString String string trim strip chomp unwrap unwrap_or_default expect clone cloned
  to_owned as_ref as_deref expose_secret expose reveal value Value decode encode get current text inspect orEmpty
  ToString Trim trimEnd trimStart utf8 rstrip lstrip data rawValue description plain plaintext
`);
/** Those that need no call for it. */
const VALUE_MEMBERS = wordSet(
  'value Value current String string text data rawValue plain plaintext to_s chomp strip inspect',
);

/** Give what they are given, in another notation or within a text. */
const FORMATS = wordSet(`
  dict String str repr format Format sprintf Sprintf Sprint Sprintln formatted stringify dumps to_json json_encode inspect
  encodeURIComponent encodeURI concat Concat join Join print_r var_export pformat unicode bytes string Str Any Stringer
  Strings Reflect kv keyValue value v escape urlencode quote quote_plus http_build_query format_args btoa b64encode
  base64_encode valueOf dump pretty prettyPrint textwrap dedent raw println Stringify Serialize toJson
`);

const GETTERS =
  /^(?:get|Get|fetch|getenv|Getenv|LookupEnv|GetEnvironmentVariable|getProperty|getString|GetString|get_string|var|env_var|fetch_env!|get_env|getConfig|get_config|getOrThrow|GetValue|input)$/;

const ENVIRONMENT = wordSet('process.env os.environ $_ENV $_SERVER ENV import.meta.env ENV.to_h Deno.env.toObject');
const ENVIRONMENT_CALLS =
  /^(?:os\.Environ|System\.getenv|getenv|Environment\.GetEnvironmentVariables|(?:std\.)?env\.vars|dict\.os\.environ|System\.get_env|ENV\.to_h|Deno\.env\.toObject)$/;

/** The text before a value that is joined to it. */
function lastText(nodes: readonly Node[]): string {
  const last = nodes.at(-1);
  return last?.kind === 'string' ? last.text : '';
}

/** Of a plain variable, as a URL's parameter is given one. */
function nameOf(nodes: readonly Node[]): string | undefined {
  const last = nodes.at(-1);
  const isPlain =
    nodes.length > 0 && nodes.every((node) => node.kind === 'word' || isMark(node, '.', '->', '::', '?.'));
  return isPlain && last?.kind === 'word' ? last.text : undefined;
}

/** An expression of Python or C# within a string, without `!r`, `:>10`, `=`. */
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
