/**
 * Incumbent of a search, as its trial examines and stores it. A search may hand in a net of its own, which is
 * checked here before anything computes with it.
 */

import { Blamed } from '../../blame.ts';
import type { Device } from '../../engine/device.ts';
import type { Search } from '../../learners/learner.ts';
import { applyFrozen } from '../../nets/frozen.ts';
import type { Solution } from '../../nets/solution.ts';
import { equalJson } from '../../options/equal-json.ts';
import type { TrialChampion } from '../spec/trial-champion.ts';
import type { TrialParts } from './problem.ts';

/**
 * A copy of the search's champion, for the search may go on writing into its own while other threads examine.
 * @throws Error where its net is not one for this trial, Blamed where the device cannot run it
 */
export function incumbentOf(
  search: Pick<Search, 'champion'>,
  { architecture, net, shape, frozen = null }: TrialParts,
  device: Device,
): Solution {
  const given = search.champion();
  const own = given.net;
  if (given.parameters.length !== own.parameters) {
    throw new Error(`its champion has ${given.parameters.length} parameters, its net ${own.parameters}`);
  }
  const parameters = Float32Array.from(given.parameters);
  if (frozen !== null) applyFrozen(frozen, parameters);
  const incumbent = { net: own, parameters, ...(given.origin && { origin: given.origin }) };
  if (equalJson(own, net)) return incumbent;
  if (own.architecture !== net.architecture)
    throw new Error(`its champion is a net ${own.architecture}, the contestant's is ${net.architecture}`);
  if (own.inputs !== net.inputs || own.outputs !== net.outputs) {
    throw new Error(
      `its champion has ${own.inputs} inputs and ${own.outputs} outputs, the task asks for ${net.inputs} and ${net.outputs}`,
    );
  }
  if (architecture.restore === undefined)
    throw new Error(`its champion is a net of its own, but nets ${own.architecture} cannot be stored yet`);
  const lacking = device.lacks(
    own,
    shape,
    shape.feedback === undefined ? ['evaluate'] : ['evaluate', 'free'],
  );
  if (lacking !== null) throw new Blamed(`device ${device.name}: ${lacking}`);
  return incumbent;
}

/** Champion as events and files have it: without its net where that is the contestant's. */
export const championOf = ({ net, ...rest }: Solution, parts: TrialParts): TrialChampion =>
  equalJson(net, parts.net) ? rest : { net, ...rest };
