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

/** Whether a file is a compose file, by its name: `compose.yaml`, `docker-compose.prod.yml`. */
export function isComposeFile(path: string): boolean {
  return NAME.test(path);
}

/** Services that are read. Each of them can merge in the whole file. */
const MOST_SERVICES = 500;

/** The documents of a compose file; none if it is not valid YAML. */
export function readCompose(text: string): ComposeFile[] {
  return (readYamlTree(text) ?? []).map((top) => ({
    top,
    services: (top.get('services')?.entries ?? [])
      .slice(0, MOST_SERVICES)
      .map(({ name, value }) => ({ name, node: value })),
  }));
}
