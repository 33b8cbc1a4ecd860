/** Scripts and style that the server gives, from memory: no address ever leads to a file. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { RunError } from '../errors.ts';
import type { LinkedAssets } from '../report/html/document.ts';
import { paletteCss } from '../report/html/legend.ts';

export interface ServedAsset {
  readonly type: string;
  readonly text: string;
}

export interface ServedAssets {
  readonly linked: LinkedAssets;
  /** Assets by path. The path has a hash of the content, so that a browser may keep it. */
  readonly byPath: ReadonlyMap<string, ServedAsset>;
}

/** Assets of that script and style. */
export function servedAssets({
  script,
  style,
}: {
  readonly script: string;
  readonly style: string;
}): ServedAssets {
  const whole = style + paletteCss;
  const scriptAt = `/assets/page-${hashOf(script)}.js`;
  const styleAt = `/assets/page-${hashOf(whole)}.css`;
  return {
    linked: { scriptAt, styleAt },
    byPath: new Map([
      [scriptAt, { type: 'text/javascript; charset=utf-8', text: script }],
      [styleAt, { type: 'text/css; charset=utf-8', text: whole }],
    ]),
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Script and style as the build has made them, seen from here or from the compiled place of this file. */
export function builtAssets(): { readonly script: string; readonly style: string } {
  const folder = ['../../dist/serve/', '../../serve/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL('page.js', url)));
  if (folder === undefined)
    throw new RunError('the script of the live pages is not built yet, run `npm run build`');
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8').trim();
  return { script: read('page.js'), style: read('page.css') };
}
