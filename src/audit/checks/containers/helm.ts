import { folderOf, foldersAbove } from '../../../files/path-parts.ts';
import type { ProjectFiles } from '../project-files.ts';

const charts = new WeakMap<ProjectFiles, ReadonlySet<string>>();

/** Folders with a Chart.yaml. */
function chartsOf(files: ProjectFiles): ReadonlySet<string> {
  const known = charts.get(files);
  if (known !== undefined) return known;
  const found = new Set(files.paths.filter((path) => /(?:^|\/)Chart\.ya?ml$/.test(path)).map(folderOf));
  charts.set(files, found);
  return found;
}

function isInChart(path: string, files: ProjectFiles): boolean {
  const folders = chartsOf(files);
  for (const folder of foldersAbove(path)) if (folders.has(folder)) return true;
  return false;
}

/** `values.yaml`, `values-prod.yaml` of a chart, or for one: those lie about anywhere. */
export function isHelmValues(path: string, files: ProjectFiles): boolean {
  return (
    /(?:^|\/)(?:[\w-]+[.-])?values(?:[._-][\w.-]+)?\.ya?ml$/i.test(path) &&
    (chartsOf(files).size > 0 || isInChart(path, files))
  );
}

/** A template of a chart, which becomes YAML only when Helm has filled it in. */
export function isHelmTemplate(path: string, files: ProjectFiles): boolean {
  return /(?:^|\/)templates\//.test(path) && isInChart(path, files);
}
