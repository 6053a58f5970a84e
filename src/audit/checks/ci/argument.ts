import { headOf, NO_WORD, plainText, type Word } from '../../../syntax/shell/command.ts';
import type { Problem } from '../problem.ts';
import type { CiScript } from './model.ts';
import { gathered, problemAt } from './problem.ts';
import type { ReadScript, Use, UsedSecret } from './uses.ts';

const RULE = 'ci-secret-argument';

/** Secrets that other users can read in the list of processes, or that are sent unencrypted. */
export function findArguments(path: string, scripts: readonly ReadScript[]): Problem[] {
  const given: Problem[] = [];
  const interpolated: Problem[] = [];
  for (const { script, uses } of scripts) {
    for (const use of uses) {
      const problem = argumentOf(path, script, use);
      if (problem !== undefined) given.push(problem);
      else interpolated.push(...interpolatedIn(path, script, use));
    }
  }
  return [...gathered(given), ...gathered(interpolated)];
}

/** The shell runs these itself, so their arguments are in no list of processes. */
const BUILTIN =
  /^(?:echo|printf|print|test|\[|\[\[|export|local|declare|readonly|typeset|set|unset|read|case|for|select|eval|:|true|false|cd|source|\.|return|exit)$/;

const CLIENTS = /^(?:docker|podman|buildah|skopeo|helm|nerdctl|oras|crane|regctl|img|ctr)$/;
const MYSQL = /^(?:mysql|mysqldump|mysqladmin|mysqlimport|mysqlcheck|mysqlsh|mariadb|mariadb-dump|mariadb-admin)$/;

function argumentOf(path: string, script: CiScript, use: Use): Problem | undefined {
  const { name, words } = headOf(use.command);
  if (name !== undefined && BUILTIN.test(name)) return undefined;
  const skipped = use.command.words.length - words.length;
  let found: Problem | undefined;
  for (const [index, word] of words.entries()) {
    const [secret] = (use.words[index + skipped] ?? []).filter(({ sure, short }) => sure === 'secret' && !short);
    if (secret === undefined || index === 0) continue;
    const serious = dangerOf(name ?? '', words, index);
    const brief = SHORT_LIVED.test(secret.name);
    const note = `${name ?? 'a command'} is given the secret ${secret.name} ${serious ?? 'on its command line'}`;
    const weight = serious !== undefined && !brief ? 'failure' : 'advice';
    if (found === undefined || weight === 'failure') found = problemAt(RULE, path, script, word.line, note, weight);
    if (weight === 'failure') break;
  }
  return found;
}

/** Tokens that expire with the job. */
const SHORT_LIVED =
  /^(?:GITHUB_TOKEN|GH_TOKEN|CI_JOB_TOKEN|CI_REGISTRY_PASSWORD|CI_DEPENDENCY_PROXY_PASSWORD|SYSTEM_?ACCESSTOKEN)$/i;

/** Why a secret in this place is surely a mistake; undefined if there may be a good reason. */
function dangerOf(name: string, words: readonly Word[], index: number): string | undefined {
  const word = plainText(words[index] ?? NO_WORD);
  const before = plainText(words[index - 1] ?? NO_WORD);
  const login = CLIENTS.test(name) && words.slice(1, 4).some((each) => plainText(each) === 'login');
  const password = /^(?:-p|--password)$/.test(before) || /^(?:-p|--password=)/.test(word);
  if (login && password) return 'as a password on its command line instead of --password-stdin';
  if (MYSQL.test(name) && /^(?:-p|--password=)/.test(word)) return 'as a password on its command line';
  if (name === 'sshpass' && (/^-p/.test(word) || before === '-p')) return 'as a password on its command line';
  return isUnencrypted(word) ? 'in an address that travels unencrypted' : undefined;
}

/** Whether it is an `http:` address of a host other than the job's machine and its containers. */
function isUnencrypted(word: string): boolean {
  const authority = /^http:\/\/([^/?#]*)/i.exec(word)?.[1];
  const host = authority?.slice(authority.lastIndexOf('@') + 1);
  return (
    host !== undefined && !/^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal|[\w-]*(?::|$))/i.test(host)
  );
}

/** `${{ secrets.X }}` in the text of a script. A value with a quotation mark could run as a command. */
function interpolatedIn(path: string, script: CiScript, use: Use): Problem[] {
  const all: UsedSecret[] = [...use.words, ...use.assignments, ...use.input].flat();
  const secret = all.find((each) => each.interpolated && each.sure === 'secret');
  if (secret === undefined || script.system.id !== 'github') return [];
  const note = `the secret ${secret.name} is pasted into the script instead of handed over in a variable`;
  return [problemAt(RULE, path, script, use.command.line, note, 'advice')];
}
