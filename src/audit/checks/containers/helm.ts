import { folderOf, foldersAbove } from '../../../files/path-parts.ts';
import type { ProjectFiles } from '../project-files.ts';

/** Folders with a Chart.yaml. */
export function findCharts(files: ProjectFiles): ReadonlySet<string> {
  return new Set(files.paths.filter((path) => /(?:^|\/)Chart\.ya?ml$/.test(path)).map(folderOf));
}

function isInChart(path: string, charts: ReadonlySet<string>): boolean {
  for (const folder of foldersAbove(path)) if (charts.has(folder)) return true;
  return false;
}

/** `values.yaml`, `values-prod.yaml`, in any folder of a project with charts: not all are inside of a chart. */
export function isHelmValues(path: string, charts: ReadonlySet<string>): boolean {
  return charts.size > 0 && /(?:^|\/)(?:[\w-]+[.-])?values(?:[._-][\w.-]+)?\.ya?ml$/i.test(path);
}

/** A template of a chart. It may not be YAML until Helm has rendered it. */
export function isHelmTemplate(path: string, charts: ReadonlySet<string>): boolean {
  return /(?:^|\/)templates\//.test(path) && isInChart(path, charts);
}
