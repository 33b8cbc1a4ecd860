/** Scripts and styles of pages, as the build has made them. */
import { existsSync, readFileSync } from 'node:fs';
import { RunError } from '../errors.ts';
import type { Assets } from './html/page.ts';

/** Script and style of reports. */
export const builtAssets = (): Assets => built('client', 'style', 'reports');

/** Script and style of replays. */
export const builtPlayer = (): Assets => built('player', 'player', 'replays');

/** Reads the built files from dist/report/, seen from here or from the compiled place of this file. */
function built(scriptName: string, styleName: string, what: string): Assets {
  const folder = ['../../dist/report/', '../../report/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL(`${scriptName}.js`, url)));
  if (folder === undefined)
    throw new RunError(`the script of ${what} is not built yet, run \`npm run build\``);
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8').trim();
  return { script: read(`${scriptName}.js`), style: read(`${styleName}.css`) };
}
