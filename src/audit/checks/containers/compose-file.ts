import { readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';

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

/** Whether a file is one for Docker Compose, by its name: `compose.yaml`, `docker-compose.prod.yml`. */
export function isComposeFile(path: string): boolean {
  return NAME.test(path);
}

/** Services that are looked at: each can merge in as much as there is in the file. */
const MOST_SERVICES = 500;

/** The documents of a compose file; none for what is no YAML. */
export function readCompose(text: string): ComposeFile[] {
  return (readYamlTree(text) ?? []).map((top) => ({
    top,
    services: (top.get('services')?.entries ?? [])
      .slice(0, MOST_SERVICES)
      .map(({ name, value }) => ({ name, node: value })),
  }));
}
