/** Choice of this process: where code of plugins runs while no trial of theirs is played. */
let isolated = false;

/**
 * Chooses processes of their own with few rights, or threads of this process, as it is before the first call. Plugins
 * that are open stay where they are.
 */
export function isolatePlugins(wanted: boolean): void {
  isolated = wanted;
}

export const isolatesPlugins = (): boolean => isolated;
