/** Common switches of the figures of a group. */
import type { Control, Group } from './figure.ts';

export const groupControls: Readonly<Record<Group, readonly Control[]>> = {
  lag: ['seed'],
  population: ['seed', 'axis', 'costScale'],
  measures: ['axis', 'costScale'],
  champions: ['sequence'],
  graphs: [],
  films: [],
  importance: [],
  candidates: ['outcome'],
};
