import { readDotenv } from '../../syntax/dotenv.ts';
import { toUtf8 } from '../detect/encoding.ts';
import { type DotenvKind, dotenvKind } from './dotenv-path.ts';
import { type Holding, holdingOf } from './dotenv-value.ts';

/** A variable with a value like a secret. The value is not kept. */
export interface DotenvVariable {
  readonly name: string;
  readonly holding: Exclude<Holding, 'nothing'>;
  readonly line: number;
  readonly column: number;
}

/** The variables of a `.env` file. */
export interface DotenvInspection {
  readonly kind: DotenvKind;
  readonly variables: readonly DotenvVariable[];
}

/**
 * Inspects one version of a `.env` file.
 * @param path POSIX separators
 * @param bytes the whole file
 * @returns undefined if the path is not that of a `.env` file
 */
export function inspectDotenv(path: string, bytes: Uint8Array): DotenvInspection | undefined {
  const kind = dotenvKind(path);
  if (kind === undefined) return undefined;
  const variables = readDotenv(new TextDecoder().decode(toUtf8(bytes))).flatMap(({ name, value, line, column }) => {
    const holding = holdingOf(name, value);
    return holding === 'nothing' ? [] : [{ name, holding, line, column }];
  });
  return { kind, variables };
}
