import type { Row } from './compare.ts';

const HEAD = ['wall s', 'CPU s', 'MB', 'own MB', 'read MB', 'findings', 'secrets', 'wall x', 'CPU x'];

/** A table in Markdown, and below it what there is to say about single lines. */
export function table(rows: readonly Row[], title: string): string {
  const lines = [[title, ...HEAD], ...rows.map(cells)];
  const widths = [title, ...HEAD].map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]) =>
    `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => `${'-'.repeat(width - 1)}${i === 0 ? '-' : ':'}`).join(' | ')} |`;
  const [head = [], ...body] = lines;
  return [format(head), rule, ...body.map(format), ...rows.flatMap(remark)].join('\n');
}

/** A number with its thousands set off. */
export function count(figure: number): string {
  return figure.toLocaleString('en-US');
}

function cells({ name, failure, median, account, ratio }: Row): string[] {
  if (failure !== undefined) return [name, 'failed', ...HEAD.slice(1).map(() => '')];
  return [
    name,
    median.wall.toFixed(2),
    median.cpu.toFixed(2),
    megabytes(median.memory),
    megabytes(median.ownMemory),
    megabytes(account?.bytes),
    account === undefined ? '' : count(account.findings),
    account === undefined ? '' : count(account.secrets),
    ratio?.wall.toFixed(2) ?? '',
    ratio?.cpu.toFixed(2) ?? '',
  ];
}

function remark({ name, failure, account, median }: Row): string[] {
  if (failure !== undefined) return [`${name}, after ${median.wall.toFixed(1)} s: ${failure}`];
  return account?.gaps === undefined ? [] : [`${name}: ${account.gaps}`];
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : count(Math.round(bytes / 1e6));
}
