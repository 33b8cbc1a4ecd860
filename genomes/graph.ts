/**
 * Graph genomes: NEAT's genes and operators. An `Encoding` has genomes of one length, so these are none.
 * Stanley & Miikkulainen (2002), Evolutionary Computation 10(2).
 */
export { type CrossoverOptions, crossover, type Fitter } from './graph/crossover.ts';
export { type Alignment, align, type DistanceOptions, distance } from './graph/distance.ts';
export {
  biasOf,
  closesCycle,
  enabledLinks,
  type FirstStructure,
  firstGenome,
  firstHidden,
  firstLinks,
  firstOutput,
  type GraphGenome,
  type GraphLimits,
  type GraphShape,
  hiddenOf,
  type LinkGene,
  MINIMAL,
  NODE_FUNCTIONS,
  type NodeFunction,
  UNLIMITED,
} from './graph/genome.ts';
export { type InnovationCounters, Innovations, type Split } from './graph/innovations.ts';
export {
  addLink,
  addNode,
  disableLink,
  type LinkMutationOptions,
  type MutationOptions,
  mutate,
  mutateWeights,
  reenableLink,
  toggleLink,
  type WeightMutationOptions,
} from './graph/mutation.ts';
