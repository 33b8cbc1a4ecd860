/** Data files in a browser, where there are none: the bundle has this file in the place of `tasks/parts/data-file.ts`. */
import { UserError } from '../../errors.ts';

function absent(): never {
  throw new UserError('a page in a browser cannot read files');
}

export const readDataFile: () => never = absent;
export const unpacked: () => never = absent;
export const sumOf: () => never = absent;
export const pathIn = (folder: string, name: string): string => `${folder}/${name}`;
export const isThere = (): boolean => false;
