import { styleText } from 'node:util';

type Formats = Parameters<typeof styleText>[0];
type Style = Formats | Readonly<Extract<Formats, unknown[]>>;

/** Applies a style to text, if colours are on. */
export type Paint = (style: Style, text: string) => string;

/** The caller decides about colours, so styleText must not look at the stream or the environment. */
export function painter(color: boolean): Paint {
  return color
    ? (style, text) => styleText(typeof style === 'string' ? style : [...style], text, { validateStream: false })
    : (_style, text) => text;
}
