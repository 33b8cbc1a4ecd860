/**
 * Removal of paths in a browser, which knows none: the bundle has this file in the place of
 * `src/export/without-paths.ts`.
 */
export const withoutPaths = <Value>(value: Value): Value => value;
