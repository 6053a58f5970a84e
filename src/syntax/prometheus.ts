/** Labels that are null are left out. */
export type Sample = readonly [labels: Readonly<Record<string, string | null>>, value: number];

/** A gauge in Prometheus' text exposition format 0.0.4, for the textfile collector of node_exporter. */
export function gauge(metric: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${metric}${labelsOf(labels)} ${value}`);
  return [`# HELP ${metric} ${help}`, `# TYPE ${metric} gauge`, ...lines].map((line) => `${line}\n`).join('');
}

function labelsOf(labels: Sample[0]): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === null ? [] : [`${name}="${escaped(value)}"`],
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Backslash, double quote and line feed are escaped in a label's value (Prometheus docs, Exposition formats). */
function escaped(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
