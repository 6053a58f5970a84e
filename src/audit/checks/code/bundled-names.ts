import { baseName } from '../../../files/path-parts.ts';
import { lex } from './lexer.ts';
import { type Group, isMark, readGroup } from './nodes.ts';
import { SYNTAXES } from './syntaxes.ts';

/** A variable that a build configuration puts into pages, whatever its name. */
export interface BundledName {
  /** `process.env` for all of them. */
  readonly name: string;
  readonly from: number;
  /** Half a sentence: `put into pages by DefinePlugin`. */
  readonly why: string;
}

const CONFIGURATION = /^(?:next|nuxt|vite|vue|webpack|rspack|rsbuild|craco|quasar|electron\.vite)[\w.-]*\.[cm]?[jt]s$/;

/** The properties and plugins that do so, by configuration file. */
const PLACES: readonly { file: RegExp; word: RegExp; opens: string; why: string }[] = [
  { file: /^next\./, word: /^env$/, opens: ':', why: 'put into pages by env of next.config' },
  { file: /^(?:next|nuxt)\./, word: /^publicRuntimeConfig$/, opens: ':', why: 'put into pages by publicRuntimeConfig' },
  { file: /^nuxt\./, word: /^public$/, opens: ':', why: 'put into pages by runtimeConfig.public' },
  {
    file: /^(?:vite|rsbuild|electron\.vite)/,
    word: /^define$/,
    opens: ':',
    why: 'put into pages by define of the build',
  },
  { file: /./, word: /^DefinePlugin$/, opens: '(', why: 'put into pages by DefinePlugin' },
  { file: /./, word: /^EnvironmentPlugin$/, opens: '(', why: 'put into pages by EnvironmentPlugin' },
];

/** The variables that the configuration of Next.js, Nuxt, Vite or webpack puts into pages; none for other files. */
export function bundledNames(path: string, text: string): BundledName[] {
  const name = baseName(path);
  if (!CONFIGURATION.test(name)) return [];
  const tokens = lex(text, SYNTAXES.javascript);
  return tokens.flatMap((token, at) => {
    const place = PLACES.find(({ file, word }) => token.kind === 'word' && word.test(token.text) && file.test(name));
    if (place === undefined || tokens[at + 1]?.text !== place.opens) return [];
    const bracket = place.opens === '(' ? at + 1 : at + 2;
    const group = tokens[bracket]?.kind === 'mark' ? readGroup(tokens, bracket)?.group : undefined;
    return group === undefined ? [] : namesIn(group, place.why);
  });
}

function namesIn({ children }: Group, why: string): BundledName[] {
  return children.flatMap((node, at): BundledName[] => {
    if (node.kind === 'group')
      return node.text === '[' && why.includes('EnvironmentPlugin') ? listed(node, why) : namesIn(node, why);
    if (node.kind !== 'word' || node.text !== 'env') return [];
    const owner = children[at - 2];
    if (owner?.kind !== 'word' || owner.text !== 'process') return [];
    const next = children[at + 2];
    const isMember = (isMark(children[at + 1], '.') || isMark(children[at + 1], '?.')) && next?.kind === 'word';
    if (isMember) return [{ name: next.text, from: owner.from, why }];
    const index = children[at + 1];
    if (index?.kind === 'group' && index.text === '[') {
      const [literal] = index.children;
      return literal?.kind === 'string' ? [{ name: literal.text, from: owner.from, why }] : [];
    }
    return [{ name: 'process.env', from: owner.from, why }];
  });
}

/** `new EnvironmentPlugin(['API_KEY'])` */
function listed({ children }: Group, why: string): BundledName[] {
  return children.flatMap((node) => (node.kind === 'string' ? [{ name: node.text, from: node.from, why }] : []));
}
