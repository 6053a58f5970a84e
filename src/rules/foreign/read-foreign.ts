import { isRecord } from '../../model/json.ts';
import { readYaml } from '../../syntax/yaml.ts';
import { translateDetectSecrets } from './detect-secrets.ts';
import { type ForeignFile, ForeignReader } from './foreign-file.ts';
import { RuleTranslator } from './rules-of-others.ts';
import { isSecretlint, translateSecretlint } from './secretlint.ts';

/**
 * Translates a file of another tool, in YAML or JSON: rules of kingfisher or Nosey Parker, custom detectors of trufflehog, a
 * baseline of detect-secrets, a configuration of secretlint.
 *
 * @param shown what messages call the file
 * @param ignored text of the .secretlintignore beside it
 * @throws HexhoundError E_CONFIG with `file:line:column`
 */
export function readForeign(text: string, shown: string, ignored?: string): ForeignFile {
  const file = readYaml(text, shown);
  const reader = new ForeignReader(file);
  const { data } = file;
  const has = (key: string) => isRecord(data) && key in data;
  if (has('plugins_used')) return translateDetectSecrets(reader);
  if (has('secretlint')) return translateSecretlint(reader, ['secretlint'], ignored);
  if (has('detectors')) return new RuleTranslator(reader).trufflehog();
  if (has('rules') && isSecretlint(data)) return translateSecretlint(reader, [], ignored);
  if (has('rules')) return new RuleTranslator(reader).kingfisher();
  const known =
    '"rules" of kingfisher, Nosey Parker or secretlint, "detectors" of trufflehog, "plugins_used" of detect-secrets';
  throw reader.error([], `has none of ${known}`);
}
