/** Script and style of the page, as the build has made them. */
import { existsSync, readFileSync } from 'node:fs';
import { RunError } from '../errors.ts';
import type { Assets } from './html/page.ts';

/** Reads the built files from dist/report/, seen from here or from the compiled place of this file. */
export function builtAssets(): Assets {
  const folder = ['../../dist/report/', '../../report/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL('client.js', url)));
  if (folder === undefined) throw new RunError('the script of reports is not built yet, run `npm run build`');
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8').trim();
  return { script: read('client.js'), style: read('style.css') };
}
