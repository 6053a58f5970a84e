import { heldBy } from './expression.ts';
import { type GroovyToken, readGroovy } from './groovy.ts';
import type { CiFile, CiScript, Collected, Held, Scope } from './model.ts';

/** Steps that run what they are given in a shell. */
const SHELLS: Readonly<Record<string, CiScript['shell']>> = {
  sh: 'sh',
  bat: 'cmd',
  powershell: 'powershell',
  pwsh: 'powershell',
};
const PRINTS = new Set(['echo', 'println', 'print']);

/** Reads a pipeline of Jenkins', declarative or scripted. */
export function readJenkins(text: string): CiFile {
  return new JenkinsReader(readGroovy(text)).read();
}

class JenkinsReader {
  readonly #tokens: readonly GroovyToken[];
  readonly #into: Collected = { scripts: [], values: [] };
  /** One for each open brace. */
  readonly #scopes: Scope[] = [new Map<string, Held>()];
  /** What holds in the block that opens next: `withCredentials([...]) {`. */
  #next: Map<string, Held> | undefined;
  #at = 0;

  constructor(tokens: readonly GroovyToken[]) {
    this.#tokens = tokens;
  }

  read(): CiFile {
    for (; this.#at < this.#tokens.length; this.#at++) this.#step(this.#token(0));
    return { system: 'jenkins', ...this.#into };
  }

  #step(token: GroovyToken): void {
    if (token.text === '{' && token.kind === 'symbol') {
      this.#scopes.push(this.#next ?? this.#scope);
      this.#next = undefined;
    } else if (token.text === '}' && token.kind === 'symbol') {
      if (this.#scopes.length > 1) this.#scopes.pop();
    } else if (token.kind === 'word' && this.#token(-1).text !== '.') this.#word(token.text);
  }

  #word(word: string): void {
    const opens = this.#token(1).text;
    if (word === 'environment' && opens === '{') this.#environment();
    else if (word === 'withCredentials' || word === 'withEnv') this.#next = this.#given(word === 'withEnv');
    else if (SHELLS[word] !== undefined && Object.hasOwn(SHELLS, word)) this.#shell(SHELLS[word]);
    else if (PRINTS.has(word)) this.#print();
    else if (this.#token(1).text === '=' && this.#token(2).kind === 'string') this.#literal(word, this.#token(2));
    else if (word === 'defaultValue' && opens === ':' && this.#token(2).kind === 'string') this.#default();
  }

  get #scope(): Scope {
    return this.#scopes.at(-1) ?? new Map();
  }

  #token(offset: number): GroovyToken {
    return this.#tokens[this.#at + offset] ?? NOTHING;
  }

  /** `environment { NAME = value }` holds in the block it stands in. */
  #environment(): void {
    const scope = new Map(this.#scope);
    this.#at += 2;
    for (; this.#at < this.#tokens.length && this.#token(0).text !== '}'; this.#at++) {
      if (this.#token(0).kind !== 'word' || this.#token(1).text !== '=') continue;
      const { text: name } = this.#token(0);
      const value = this.#token(2);
      if (value.text === 'credentials') {
        const id = this.#tokens.slice(this.#at + 3, this.#at + 6).find(({ kind }) => kind === 'string')?.text ?? name;
        scope.set(name, { kind: 'secret', name });
        // A user name with its password gives two more.
        scope.set(`${name}_PSW`, { kind: 'secret', name: `${name}_PSW` });
        if (/file|kubeconfig|keystore/i.test(`${id} ${name}`)) scope.set(name, { kind: 'other' });
      } else if (value.kind === 'string') {
        scope.set(name, this.#held(value));
        this.#literal(name, value);
      } else scope.set(name, { kind: 'other' });
      this.#at += 1;
    }
    this.#scopes[this.#scopes.length - 1] = scope;
  }

  /** Everything in the parentheses behind a word. */
  #arguments(): GroovyToken[] {
    if (this.#token(1).text !== '(' && this.#token(1).text !== '[') return [];
    const found: GroovyToken[] = [];
    let depth = 0;
    for (let at = this.#at + 1; at < this.#tokens.length; at++) {
      const token = this.#tokens[at] ?? NOTHING;
      const symbol = token.kind === 'symbol' ? token.text : '';
      if (symbol === '(' || symbol === '[') depth++;
      if (symbol === ')' || symbol === ']') depth--;
      if (depth === 0 || (token.text === '{' && symbol !== '')) break;
      found.push(token);
    }
    return found;
  }

  #given(isEnvironment: boolean): Map<string, Held> {
    const scope = new Map(this.#scope);
    const given = this.#arguments();
    for (const [index, token] of given.entries()) {
      if (token.kind !== 'string') continue;
      if (isEnvironment) {
        const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(token.text) ?? [];
        if (name === undefined || value === undefined) continue;
        const held = heldBy(value, 'jenkins', this.#scope);
        scope.set(name, held);
        if (held.kind === 'literal') this.#literal(name, { ...token, text: value });
        continue;
      }
      const role = given[index - 2]?.text ?? '';
      const type = given.slice(0, index).findLast(({ kind, text }) => kind === 'word' && TYPES.has(text))?.text;
      if (
        /^(?:passwordVariable|secretKeyVariable|tokenVariable|passphraseVariable)$/.test(role) ||
        (role === 'variable' && type !== 'file' && type !== 'certificate')
      ) {
        scope.set(token.text, { kind: 'secret', name: token.text });
      } else if (/Variable$/i.test(role)) scope.set(token.text, { kind: 'other' });
    }
    return scope;
  }

  #shell(shell: CiScript['shell']): void {
    const given = this.#token(1).text === '(' ? this.#arguments() : this.#restOfLine();
    const named = given.findIndex(
      ({ kind, text }, index) => kind === 'word' && text === 'script' && given[index + 1]?.text === ':',
    );
    const from =
      named === -1
        ? given.findIndex(({ kind, text }, index) => kind === 'string' && given[index - 1]?.text !== ':' && text !== '')
        : named + 2;
    const first = given[from];
    if (first?.kind !== 'string') return;
    const captured = given.some(({ text }) => text === 'returnStdout');
    let text = first.text;
    // `'curl ' + url + ' -s'`
    for (let at = from + 1; given[at]?.text === '+' && given[at + 1] !== undefined; at += 2) {
      const piece = given[at + 1] ?? NOTHING;
      text += piece.kind === 'string' ? piece.text : `\${{ groovy.${piece.text} }}`;
    }
    this.#add(shell, text, first, captured);
  }

  /** `echo "..."` of Groovy's is written as the shell's. */
  #print(): void {
    const given = this.#token(1).text === '(' ? this.#arguments() : this.#restOfLine();
    const references = given
      .filter(({ kind, text }) => kind === 'string' || (kind === 'word' && text !== 'env'))
      .map(({ kind, text }) => (kind === 'string' ? `'${text.replaceAll("'", ' ')}'` : `\${{ groovy.${text} }}`));
    const calls = given.some(({ kind, text }) => kind === 'symbol' && !'+,.('.includes(text));
    if (references.length > 0 && !calls) this.#add('sh', `echo ${references.join(' ')}`, given[0] ?? NOTHING, false);
  }

  #restOfLine(): GroovyToken[] {
    const found: GroovyToken[] = [];
    for (let at = this.#at + 1; at < this.#tokens.length; at++) {
      const token = this.#tokens[at] ?? NOTHING;
      if (token.kind === 'newline' || (token.kind === 'symbol' && ';})'.includes(token.text))) break;
      found.push(token);
    }
    return found;
  }

  #add(shell: CiScript['shell'], text: string, { line, endLine }: GroovyToken, captured: boolean): void {
    const lines = text.split('\n').map((_, index) => Math.min(line + index, endLine));
    this.#into.scripts.push({
      system: 'jenkins',
      text,
      lines,
      shell,
      traced: false,
      captured,
      env: this.#scope,
      job: '',
    });
  }

  #held(token: GroovyToken): Held {
    return token.plain ? { kind: 'literal' } : heldBy(token.text, 'jenkins', this.#scope);
  }

  #literal(name: string, token: GroovyToken): void {
    if (!token.plain) return;
    this.#into.values.push({ name, text: token.text, line: token.line, service: false, literal: undefined });
  }

  /** `string(name: 'NAME', defaultValue: 'value')`. */
  #default(): void {
    const around = this.#tokens.slice(Math.max(0, this.#at - 12), this.#at + 12);
    const index = around.findIndex(
      ({ text, kind }, at) => kind === 'word' && text === 'name' && around[at + 1]?.text === ':',
    );
    const name = around[index + 2]?.text;
    if (index !== -1 && name !== undefined) this.#literal(name, this.#token(2));
  }
}

/** Kinds of credentials whose arguments are told apart by what they are called. */
const TYPES = new Set([
  'string',
  'file',
  'certificate',
  'usernamePassword',
  'sshUserPrivateKey',
  'usernameColonPassword',
  'azureServicePrincipal',
  'aws',
]);

const NOTHING: GroovyToken = { kind: 'newline', text: '', line: 1, endLine: 1, plain: true };
