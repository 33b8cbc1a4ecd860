/** Version of genoprop in a browser: the bundle has this file in the place of `src/version.ts`. */

/** Written by the build. */
declare const GENOPROP_VERSION: string;

export const version = (): string => GENOPROP_VERSION;

/** A page installs no packages. */
export const optionalPackage = (name: string): string => name;
