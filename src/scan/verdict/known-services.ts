import type { Feature } from '../../model/evidence.ts';
import type { RuleSet, Service, ServiceKey } from '../../model/rule.ts';
import { servicesIn } from '../../rules/services.ts';
import type { FeatureName } from './generated.ts';
import { splitName, splitNumberedName } from './name-words.ts';
import type { Names } from './services.ts';

/** A key of a service: the rule for it, and what points to the service. */
export interface ServiceMatch {
  readonly rule: string;
  /** Absent if a host beside it says whose key it is, but not that it is one. */
  readonly feature?: Feature;
  /** The value's name is what the service calls such a key, so it means a secret: `CODECOV_UPLOAD_TOKEN`. */
  readonly isDocumented: boolean;
}

/** A service, its rules' expressions compiled when first needed. */
interface Entry {
  readonly service: Service;
  /** The word means nothing else, wherever it stands. */
  readonly isSure: boolean;
}

/** Words of a name that may be one word of a service: `CLOUD_CONVERT_KEY` is of cloudconvert. */
const MOST_JOINED = 3;

/** The services of rules/services by their words and hosts. To look one up costs the same, however many there are. */
export class KnownServices {
  readonly #ruleSet: Pick<RuleSet, 'services'>;
  readonly #byWord = new Map<string, Entry>();
  readonly #byHost = new Map<string, Service>();
  readonly #patterns = new Map<string, RegExp>();

  constructor(ruleSet: Pick<RuleSet, 'services'>) {
    this.#ruleSet = ruleSet;
  }

  /** Most runs of the hook ask for nothing. */
  #fill(): void {
    for (const service of servicesIn(this.#ruleSet.services)) {
      for (const word of service.inNames) this.#byWord.set(word, { service, isSure: false });
      for (const word of service.words) this.#byWord.set(word.replaceAll('_', ''), { service, isSure: true });
      for (const host of service.hosts) this.#byHost.set(host, service);
    }
  }

  /**
   * The service that a value is a key of: its host, its name or the call names the service, and the value has the form of
   * the service's keys.
   * @param isNamed the name means a secret, whatever service it is of
   */
  find({ name, expression, host, around }: Names, value: string, isNamed: boolean): ServiceMatch | undefined {
    if (this.#byWord.size === 0) this.#fill();
    const words = splitName(name);
    const isSure = isNamed || this.documents(name);
    const fitting = (service: Service | undefined, feature: FeatureName) => {
      if (service === undefined || isPublic(service, words)) return undefined;
      const keys = service.keys.filter(
        (key) => (key.isStrict || isNamed || isCalled(key, words)) && this.#fits(key.pattern, value),
      );
      const called = keys.find((key) => isCalled(key, words));
      const key = called ?? keys[0];
      return (
        key && {
          rule: key.rule,
          feature: { name: feature, provider: service.id, detail: service.name },
          isDocumented: called !== undefined && feature === 'service.name',
          isStrict: key.isStrict,
        }
      );
    };
    return (
      fitting(this.#ofHost(host), 'service.url') ??
      this.#first(splitNumberedName(name), isSure, (service) => fitting(service, 'service.name')) ??
      this.#first(words, isSure, (service) => fitting(service, 'service.name')) ??
      this.#first(splitName(expression), false, (service) => fitting(service, 'service.call')) ??
      (isNamed ? this.#beside(around, fitting) : undefined)
    );
  }

  /**
   * The service whose host stands beside a secret, as in the usual command of a manual: `curl -H "Authorization: ..." https://...`.
   * Where the form says little, the host only gives it a name.
   */
  #beside(
    [left, right]: Names['around'],
    fitting: (service: Service | undefined, feature: FeatureName) => (ServiceMatch & { isStrict: boolean }) | undefined,
  ): ServiceMatch | undefined {
    const hosts = [...hostsIn(right), ...hostsIn(left).reverse()];
    for (const host of hosts) {
      const match = fitting(this.#ofHost(host), 'service.near-host');
      if (match !== undefined) return match.isStrict ? match : { rule: match.rule, isDocumented: false };
    }
    return undefined;
  }

  /** Whether a name is that of a service with what the service calls one of its keys: `CODECOV_UPLOAD_TOKEN`. */
  documents(name: string): boolean {
    if (this.#byWord.size === 0) this.#fill();
    const words = splitName(name);
    const called = (service: Service) => !isPublic(service, words) && service.keys.some((key) => isCalled(key, words));
    return this.#first(words, true, (service) => called(service) || undefined) ?? false;
  }

  /** The result for the last service that is named in some words, as the words behind it tell the kind of the key. */
  #first<T>(words: readonly string[], isNamed: boolean, matchOf: (service: Service) => T | undefined): T | undefined {
    for (let end = words.length; end > 0; end--) {
      for (let count = 1; count <= Math.min(MOST_JOINED, end); count++) {
        const entry = this.#byWord.get(words.slice(end - count, end).join(''));
        const match = entry !== undefined && (entry.isSure || isNamed) ? matchOf(entry.service) : undefined;
        if (match !== undefined) return match;
      }
    }
    return undefined;
  }

  #ofHost(host: string): Service | undefined {
    for (let at = 0; ; at = host.indexOf('.', at) + 1) {
      const service = this.#byHost.get(host.slice(at));
      if (service !== undefined) return service;
      if (!host.includes('.', at)) return undefined;
    }
  }

  #fits(pattern: string, value: string): boolean {
    let compiled = this.#patterns.get(pattern);
    if (compiled === undefined) {
      compiled = new RegExp(`^(?:${pattern})$`);
      this.#patterns.set(pattern, compiled);
    }
    return compiled.test(value);
  }
}

/** The hosts in a text, in lower case. */
function hostsIn(text: string): string[] {
  return text.includes('.') ? (text.toLowerCase().match(HOSTS) ?? []) : [];
}

const HOSTS = /(?<![\w.@-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}(?![\w.-])/g;

function isPublic(service: Service, words: readonly string[]): boolean {
  return [1, 2, 3].some((count) => service.public.includes(words.slice(-count).join('')));
}

/** Whether a name ends with what the key is called. */
function isCalled({ kind }: ServiceKey, words: readonly string[]): boolean {
  const called = splitName(kind);
  return called.length < words.length && called.every((word, at) => words[words.length - called.length + at] === word);
}
