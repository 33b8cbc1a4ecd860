/** Loader of a catalogue by the address of its module, so that every thread can load the same one. */
import type { Catalogue } from '../spec/catalogue.ts';

/** Default export of the module at that address (a file URL), the built-in catalogue for null. */
export async function loadCatalogue(address: string | null): Promise<Catalogue> {
  if (address === null) return (await import('../spec/catalogue.ts')).builtIn;
  return ((await import(address)) as { default: Catalogue }).default;
}
