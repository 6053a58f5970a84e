import { readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import { INVALID_YAML, TOO_MUCH } from '../unread.ts';

export interface ComposeService {
  readonly name: string;
  readonly node: YamlNode;
}

/** One document of a compose file. */
export interface ComposeFile {
  readonly top: YamlNode;
  readonly services: readonly ComposeService[];
}

const NAME = /(?:^|\/)(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$/i;

/** Whether a file is a compose file, by its name: `compose.yaml`, `docker-compose.prod.yml`. */
export function isComposeFile(path: string): boolean {
  return NAME.test(path);
}

/** Services that are read. Each of them can merge in the whole file. */
const MOST_SERVICES = 500;

/** The documents of a compose file; none if it cannot be read. */
export function readCompose(text: string): ComposeFile[] {
  return (readYamlTree(text) ?? []).map((top) => ({
    top,
    services: (top.get('services')?.entries ?? [])
      .slice(0, MOST_SERVICES)
      .map(({ name, value }) => ({ name, node: value })),
  }));
}

/** Why {@link readCompose} does not give all that is in a file: half a sentence. */
export function whyNotCompose(text: string): string | undefined {
  const documents = readYamlTree(text);
  if (documents === undefined) return INVALID_YAML;
  if (documents.some((top) => !top.isMap && !top.isEmpty)) return 'has no services, but text';
  const isLarge = documents.some((top) => (top.get('services')?.entries.length ?? 0) > MOST_SERVICES);
  return isLarge ? TOO_MUCH : undefined;
}
