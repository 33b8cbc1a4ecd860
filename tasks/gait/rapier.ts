/**
 * The physics engine Rapier, in the build that gives the same bits on every machine: an optional package for each number of
 * dimensions, loaded when a task first asks for it.
 */
import type Rapier2 from '@dimforge/rapier2d-deterministic-compat';
import type Rapier3 from '@dimforge/rapier3d-deterministic-compat';
import { isNotFound, notInstalled } from '../../src/engine/missing-package.ts';
import { UserError } from '../../src/errors.ts';

export const RAPIER_2D = '@dimforge/rapier2d-deterministic-compat';
export const RAPIER_3D = '@dimforge/rapier3d-deterministic-compat';

/** Engine of a package: loaded by `prepare`, then there for the rest of the thread's life. */
export interface Engine<Module> {
  /** @throws UserError where the package is not installed, with the command that installs it */
  prepare(): Promise<void>;
  /** Version of the package by its name. */
  versions(): Readonly<Record<string, string>>;
  /** The module. @throws Error before `prepare` */
  module(): Module;
}

interface Loadable {
  init(): Promise<void>;
  version(): string;
}

/** @param load imports the package */
export function engineOf<Module extends Loadable>(
  name: string,
  load: () => Promise<{ readonly default: Module }>,
): Engine<Module> {
  let loaded: Module | null = null;
  const module = (): Module => {
    if (loaded === null) throw new Error(`the physics engine ${name} is not loaded yet`);
    return loaded;
  };
  return {
    async prepare() {
      if (loaded !== null) return;
      const { default: engine } = await load().catch((error: unknown) => {
        if (!isNotFound(error, name)) throw error;
        const { missing, remedy } = notInstalled(name);
        throw new UserError(`${missing}; ${remedy}`);
      });
      await engine.init();
      loaded = engine;
    },
    versions: () => ({ [name]: module().version() }),
    module,
  };
}

export const rapier2d: Engine<typeof Rapier2> = engineOf(
  RAPIER_2D,
  () => import('@dimforge/rapier2d-deterministic-compat'),
);
export const rapier3d: Engine<typeof Rapier3> = engineOf(
  RAPIER_3D,
  () => import('@dimforge/rapier3d-deterministic-compat'),
);
