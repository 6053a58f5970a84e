import { styleText } from 'node:util';

type Formats = Parameters<typeof styleText>[0];
type Style = Formats | Readonly<Extract<Formats, unknown[]>>;

/** Gives text a style, or not. */
export type Paint = (style: Style, text: string) => string;

/** Whether there are colours is decided already: styleText must not look at the stream or the environment again. */
export function painter(color: boolean): Paint {
  return color
    ? (style, text) => styleText(typeof style === 'string' ? style : [...style], text, { validateStream: false })
    : (_style, text) => text;
}
