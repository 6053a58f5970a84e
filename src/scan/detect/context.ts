import type { FileContext, ServiceMention } from '../../model/evidence.ts';
import type { Provider, RunShape } from '../../model/rule.ts';

/** More mentions of a service are not kept: a file could hold a million. */
const MOST_MENTIONS = 64;

/** Collects what a content says about services. Takes the kernel's anchors in their order. */
export class ContextBuilder implements FileContext {
  readonly services = new Map<Provider, { hosts: number[]; words: number[] }>();
  readonly siblings: Record<RunShape, number> = { hex32: 0, alnum32: 0, mixed32: 0 };
  readonly #bytes: Uint8Array;
  /** Each provider's last word of `notWords`: `captchaai` inside `nocaptchaai` is not a mention. */
  readonly #excluded = new Map<Provider, { start: number; end: number }>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  mentionHost(provider: Provider, start: number, end: number): void {
    // `my2captcha.com` is another host than `2captcha.com`; `api.2captcha.com` is a subdomain.
    if (isHostCharacter(this.#bytes[start - 1]) || isHostCharacter(this.#bytes[end])) return;
    this.#note(provider, 'hosts', start);
  }

  mentionWord(provider: Provider, start: number, end: number): void {
    const excluded = this.#excluded.get(provider);
    if (excluded !== undefined && excluded.start <= start && excluded.end >= end) return;
    this.#note(provider, 'words', start);
  }

  excludeWord(provider: Provider, start: number, end: number): void {
    this.#excluded.set(provider, { start, end });
    // A word at the beginning of this one has been noted already.
    const words = this.services.get(provider)?.words;
    if (words?.at(-1) === start) words.pop();
  }

  /** Adds the mentions of the content that this one was decoded from, without their offsets. */
  inherit(outer: FileContext): void {
    for (const [provider, mention] of outer.services) {
      const own: ServiceMention = this.services.get(provider) ?? { hosts: [], words: [] };
      this.services.set(provider, {
        hosts: [...own.hosts, ...mention.hosts.slice(0, 1).map(() => 0)],
        words: [...own.words, ...mention.words.slice(0, 1).map(() => 0)],
      });
    }
  }

  #note(provider: Provider, list: keyof ServiceMention, start: number): void {
    let mention = this.services.get(provider);
    if (mention === undefined) {
      mention = { hosts: [], words: [] };
      this.services.set(provider, mention);
    }
    if (mention[list].length < MOST_MENTIONS) mention[list].push(start);
  }
}

/** The same mentions with all offsets moved by `by`. */
export function shiftContext({ services, siblings }: FileContext, by: number): FileContext {
  const shift = (offsets: readonly number[]) => offsets.map((offset) => offset + by);
  return {
    siblings,
    services: new Map(
      [...services].map(([provider, { hosts, words }]) => [provider, { hosts: shift(hosts), words: shift(words) }]),
    ),
  };
}

function isHostCharacter(byte: number | undefined): boolean {
  return byte !== undefined && /[a-z0-9-]/i.test(String.fromCharCode(byte));
}
