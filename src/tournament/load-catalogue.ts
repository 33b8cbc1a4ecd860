/** The catalogue by addresses of modules, so that every thread can load the same one. */
import type { Catalogue } from './catalogue.ts';

/**
 * The default export of the module at that address (a file URL), the built-in catalogue for null; with the
 * plugin tasks at those addresses beside it.
 */
export async function loadCatalogue(address: string | null, plugins: readonly string[]): Promise<Catalogue> {
  const catalogue =
    address === null
      ? (await import('./catalogue.ts')).builtIn
      : ((await import(address)) as { default: Catalogue }).default;
  if (plugins.length === 0) return catalogue;
  const { importTask } = await import('./plugin.ts');
  const loaded = await Promise.all(plugins.map((module) => importTask(module)));
  const byName = new Map(loaded.map((task) => [task.name, task]));
  return { ...catalogue, task: (name) => byName.get(name) ?? catalogue.task(name) };
}
