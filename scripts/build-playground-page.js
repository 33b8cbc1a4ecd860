/**
 * Build of the playground's page by esbuild, dist/playground/: its two scripts, its style, and the page of the folder.
 * `scripts/build-web.js` builds the worker beside them.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildReport } from './build-report.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const playground = join(root, 'src', 'playground');

/**
 * Bundles the scripts and the style: boot.js, page.js and page.css.
 * @param options of esbuild that override the usual ones
 */
export async function buildPlaygroundScripts(options = {}) {
  const outdir = join(root, 'dist', 'playground');
  const client = join(playground, 'client');
  // Only the script with the charts carries their licences.
  const [boot, page] = await Promise.all([
    buildReport({ entryPoints: { boot: join(client, 'boot.ts') }, outdir, banner: {}, ...options }),
    buildReport({
      entryPoints: { page: join(client, 'main.ts'), style: join(client, 'page.css') },
      outdir,
      ...options,
    }),
  ]);
  return { outputFiles: [...(boot.outputFiles ?? []), ...(page.outputFiles ?? [])] };
}

/** Builds scripts, style and page of the folder. */
export async function buildPlaygroundPage() {
  const folder = join(root, 'dist', 'playground');
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await buildPlaygroundScripts({ write: false });
  const { folderPage, folderStyle } = await templates();
  for (const { path, text } of outputFiles) {
    const isStyle = path.endsWith('style.css');
    writeFileSync(isStyle ? join(folder, 'page.css') : path, isStyle ? folderStyle(text) : text);
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'index.html'), folderPage(version));
}

/** Templates of the page, which are TypeScript. */
async function templates() {
  const { outputFiles } = await build({
    entryPoints: [join(playground, 'page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
