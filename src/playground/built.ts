/** Playground as the build has made it: the files of the folder, and the one file made of them. */
import { existsSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { RunError } from '../errors.ts';
import { version } from '../version.ts';
import { FOLDER } from './folder.ts';
import { oneFilePage } from './page.ts';

/** Folder of the build, seen from here or from the compiled place of this file. @throws RunError without a build */
export function builtFolder(): URL {
  const folder = ['../../dist/playground/', '../../playground/']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(new URL(FOLDER.worker, url)));
  if (folder === undefined) throw new RunError('the playground is not built yet, run `npm run build`');
  return folder;
}

/** Page with all inside. @param folder where the files lie. Default: that of the build */
export function oneFile(folder: URL = builtFolder()): string {
  const bytes = (name: string): Buffer => readFileSync(new URL(name, folder));
  const packed = (name: string): string => deflateRawSync(bytes(name), { level: 9 }).toString('base64');
  return oneFilePage(version(), {
    style: bytes(FOLDER.style).toString('utf8').trim(),
    boot: bytes(FOLDER.boot).toString('utf8').trim(),
    notice: /^\/\*![\s\S]*?\*\//.exec(bytes(FOLDER.script).toString('utf8'))?.[0] ?? '',
    script: packed(FOLDER.script),
    worker: packed(FOLDER.worker),
    kernels: packed(FOLDER.kernels),
  });
}
