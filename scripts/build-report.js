/**
 * Build of the script and the style inside every report, dist/report/client.js and style.css, of those of replays, of
 * the pages of `genoprop serve`, and of the charts for `--svg`, dist/report/charts.js, by esbuild. ECharts is a dependency of the build alone: it is 62 MB installed.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const client = join(root, 'src', 'report', 'client');

/** Licences of the bundled packages, which every copy of a report must carry. */
function notice() {
  const text = (path) => readFileSync(join(root, 'node_modules', path), 'utf8').trim();
  return [
    '/*!',
    'Charts: Apache ECharts, under the Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0.',
    text('echarts/NOTICE'),
    '\nWith zrender:',
    text('zrender/LICENSE'),
    '\nWith parts of d3:',
    text('echarts/licenses/LICENSE-d3'),
    '*/',
  ].join('\n');
}

/** Bundles the charts with ECharts, for Node. */
export function buildCharts() {
  return build({
    entryPoints: [join(root, 'src', 'report', 'echarts.ts')],
    outfile: join(root, 'dist', 'report', 'charts.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: notice() },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

/**
 * Bundles the script and the style.
 * @param options of esbuild that override the usual ones
 */
export function buildReport(options = {}) {
  return build({
    entryPoints: { client: join(client, 'main.ts'), style: join(client, 'style.css') },
    outdir: join(root, 'dist', 'report'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome117', 'firefox119', 'safari17.4'],
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: notice() },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    ...options,
  });
}

/**
 * Bundles the script and the style of the pages of `genoprop serve`, dist/serve/page.js and page.css.
 * @param options of esbuild that override the usual ones
 */
export function buildServe(options = {}) {
  const folder = join(root, 'src', 'serve', 'client');
  return buildReport({
    entryPoints: [join(folder, 'page.ts'), join(folder, 'page.css')],
    outdir: join(root, 'dist', 'serve'),
    ...options,
  });
}

/**
 * Bundles the script and the style of a replay's page, dist/report/player.js and player.css.
 * @param options of esbuild that override the usual ones
 */
export function buildPlayer(options = {}) {
  const player = join(root, 'src', 'report', 'play');
  return build({
    entryPoints: [join(player, 'player.ts'), join(player, 'player.css')],
    outdir: join(root, 'dist', 'report'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome117', 'firefox119', 'safari17.4'],
    charset: 'utf8',
    logLevel: 'warning',
    ...options,
  });
}
