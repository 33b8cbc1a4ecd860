/**
 * Physics engines in a browser, where there are none: they have several megabytes, and tasks that need them are not
 * offered. The bundle has this file in the place of `tasks/gait/rapier.ts`.
 */
import { UserError } from '../../errors.ts';

const absent = {
  prepare: () => Promise.reject(new UserError('the page does not carry the physics engine')),
  versions: () => ({}),
  module(): never {
    throw new Error('the page does not carry the physics engine');
  },
};

export const rapier2d: typeof absent = absent;
export const rapier3d: typeof absent = absent;
