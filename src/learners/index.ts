/** Registry of learners, and of the contestants that are offered by name. */
import { unknownName } from '../options/nearest.ts';
import { withForcing } from './forcing.ts';
import { genitor } from './genetic/genitor.ts';
import { adam } from './gradient/adam.ts';
import { sgd } from './gradient/sgd.ts';
import { handoverOf } from './handover/handover.ts';
import { partsReader } from './handover/parts.ts';
import { hessianFree } from './hessian-free/hessian-free.ts';
import { hyperNeat } from './hyperneat/hyperneat.ts';
import type { ContestantPreset, Learner } from './learner.ts';
import { neat } from './neat/neat.ts';
import { policyGradient } from './policy-gradient/rpg.ts';
import { randomSearch } from './random-search.ts';
import { reservoirs } from './reservoirs/reservoirs.ts';
import { ridge } from './ridge/ridge.ts';
import { cmaEs } from './strategies/cma-es.ts';
import { cosyne } from './strategies/cosyne.ts';
import { deepGa } from './strategies/deep-ga.ts';
import { esp } from './strategies/esp.ts';
import { openAiEs } from './strategies/openai-es.ts';
import { pgpe } from './strategies/pgpe.ts';
import { snes } from './strategies/snes.ts';

/** Learners that find the weights of a given net, which can be parts of a handover. */
const ofGivenNets = [
  genitor,
  sgd,
  adam,
  hessianFree,
  randomSearch,
  ridge,
  cmaEs,
  snes,
  openAiEs,
  pgpe,
  deepGa,
  cosyne,
  esp,
] as const;

const registry = [
  withForcing(genitor),
  withForcing(sgd),
  withForcing(adam),
  withForcing(hessianFree),
  withForcing(randomSearch),
  withForcing(ridge),
  withForcing(reservoirs),
  withForcing(cmaEs),
  withForcing(snes),
  withForcing(openAiEs),
  withForcing(pgpe),
  withForcing(deepGa),
  withForcing(cosyne),
  withForcing(esp),
  withForcing(neat),
  withForcing(hyperNeat),
  withForcing(handoverOf(ofGivenNets)),
  policyGradient,
] as const;

/** Reads the parts of a handover, as its setting `parts` writes them. */
export const readParts = partsReader(ofGivenNets);

export const learners: readonly Learner[] = registry;

/** Names of all contestants that are offered. */
export type ContestantName = (typeof registry)[number]['contestants'][number]['name'];

/**
 * Finds a learner by its name.
 * @throws UserError on an unknown name
 */
export function findLearner(name: string): Learner {
  const found = learners.find((learner) => learner.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'learner',
    name,
    learners.map((learner) => learner.name),
  );
}

/** Named contestant and the name of its learner. */
export interface OfferedContestant extends ContestantPreset {
  readonly learner: string;
}

/** Named contestants of all learners, in the registry's order. */
export function contestantPresets(): readonly OfferedContestant[] {
  return learners.flatMap((learner) =>
    learner.contestants.map((preset) => ({ ...preset, learner: learner.name })),
  );
}
