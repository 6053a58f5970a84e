import { posix } from 'node:path';
import { baseName, extensionOf, foldersAbove } from '../../../files/path-parts.ts';
import type { CheckContext } from '../check.ts';
import type { CheckedFile } from '../problem.ts';
import type { ProjectFiles } from '../project-files.ts';

/** How a file gets to people outside of the project. */
export interface Audience {
  /** `file of a browser extension` */
  readonly what: string;
  /** Checks what the path does not show. Called only if the scan found something in the file. */
  readonly isReached: (file: CheckedFile, context: CheckContext, line: number) => boolean;
}

const WEB_FILE = /^(?:[cm]?js|jsx|tsx?|html?|css|map|json|xml|txt|svg|webmanifest|wasm)$/;
const always = () => true;

/** How a file gets to browsers and apps; undefined for files that stay on servers. */
export function browserAudience(path: string): Audience | undefined {
  const name = baseName(path);
  const extension = extensionOf(path);
  if (/\.user\.js$/.test(name)) return { what: 'user script', isReached: always };
  if (!WEB_FILE.test(extension)) return undefined;
  if (extension === 'map') return { what: 'source map', isReached: always };
  if (/(?:^|\/)environments?\/environment(?:\.[\w-]+)?\.ts$/.test(path)) {
    return { what: 'environment file of Angular, which is built into the app,', isReached: always };
  }
  if (/^app\.(?:json|config\.[jt]s)$/.test(name)) {
    return {
      what: 'configuration of an Expo app, which is built into it,',
      isReached: ({ text }) => /["']?\bexpo["']?\b/.test(text),
    };
  }
  if (/^html?$/.test(extension)) return { what: 'page', isReached: always };
  if (/(?:^|\/)(?:public|static|www|wwwroot|htdocs|public_html)\//.test(path)) {
    return { what: 'file that is served as it is', isReached: ({ path: of }) => !isServerFile(of) };
  }
  if (/(?:^|\/)(?:dist|build|assets)\//.test(path)) {
    return { what: 'built file', isReached: (file, { files }) => isInWebProject(file.path, files) };
  }
  if (/^(?:[cm]?js|jsx|tsx?|json)$/.test(extension)) {
    return { what: 'file of a browser extension', isReached: (file, { files }) => isInExtension(file.path, files) };
  }
  return undefined;
}

/** Settings of a server, in the folder that it serves. */
function isServerFile(path: string): boolean {
  return /^(?:package(?:-lock)?|composer|appsettings.*|web)\.json$/i.test(baseName(path));
}

function isInWebProject(path: string, files: ProjectFiles): boolean {
  for (const folder of foldersAbove(path)) {
    if (files.text(posix.join(folder, 'index.html')) !== undefined) return true;
    const manifest = files.text(posix.join(folder, 'package.json'));
    if (manifest !== undefined)
      return /"(?:react|vue|svelte|@angular\/core|next|vite|webpack|parcel|jquery|preact|solid-js|astro|gatsby|nuxt|ember-source|lit|rollup|esbuild|gulp|react-scripts)"/.test(
        manifest,
      );
  }
  return false;
}

function isInExtension(path: string, files: ProjectFiles): boolean {
  for (const folder of foldersAbove(path)) {
    if (/"manifest_version"\s*:/.test(files.text(posix.join(folder, 'manifest.json')) ?? '')) return true;
  }
  return false;
}
