/** State of an evolution as arrays and JSON values, to and from a snapshot. */
import type { GraphGenome, GraphShape, LinkGene } from '../../../genomes/graph.ts';
import type { Snapshot } from '../learner.ts';
import type { EvolutionState } from './evolution.ts';

/** Snapshot of the state; JSON has no infinite numbers, so losses that are not known yet are null. */
export function saveEvolution(state: EvolutionState): Snapshot {
  const { genomes, best, losses } = state;
  const all = best === null ? genomes : [...genomes, best.genome];
  const links = all.flatMap((genome) => genome.links);
  return {
    arrays: {
      linkCounts: Int32Array.from(all, (genome) => genome.links.length),
      hiddenCounts: Int32Array.from(all, ({ hidden }) => hidden.length),
      hidden: Int32Array.from(all.flatMap(({ hidden }) => hidden)),
      innovations: Int32Array.from(links, ({ innovation }) => innovation),
      from: Int32Array.from(links, ({ from }) => from),
      to: Int32Array.from(links, ({ to }) => to),
      weights: Float64Array.from(links, ({ weight }) => weight),
      enabled: Uint8Array.from(links, ({ enabled }) => (enabled ? 1 : 0)),
      speciesOf: Int32Array.from(state.speciesOf),
      losses: Float64Array.from(losses ?? []),
    },
    values: {
      generation: state.generation,
      nextSpecies: state.nextSpecies,
      innovations: { ...state.innovations },
      record: state.record,
      hasLosses: losses !== null,
      best: best === null ? null : best.loss,
      species: state.species.map((one) => ({
        ...one,
        best: Number.isFinite(one.best) ? one.best : null,
      })),
    },
  };
}

export function restoreEvolution(
  { inputs, outputs }: GraphShape,
  { arrays, values }: Snapshot,
): EvolutionState {
  let [link, node] = [0, 0];
  const genomes = Array.from(arrays.linkCounts!, (count, index): GraphGenome => {
    const links = Array.from({ length: count }, (): LinkGene => {
      const at = link++;
      return {
        innovation: arrays.innovations![at]!,
        from: arrays.from![at]!,
        to: arrays.to![at]!,
        weight: arrays.weights![at]!,
        enabled: arrays.enabled![at] === 1,
      };
    });
    const hidden = Array.from(arrays.hidden!.subarray(node, node + arrays.hiddenCounts![index]!));
    node += hidden.length;
    return { inputs, outputs, hidden, links };
  });
  const loss = values.best as number | null;
  const species = values.species as readonly {
    id: number;
    born: number;
    improved: number;
    best: number | null;
  }[];
  return {
    generation: values.generation as number,
    nextSpecies: values.nextSpecies as number,
    innovations: values.innovations as EvolutionState['innovations'],
    record: values.record as number,
    losses: values.hasLosses ? Array.from(arrays.losses!) : null,
    best: loss === null ? null : { genome: genomes.at(-1)!, loss },
    genomes: loss === null ? genomes : genomes.slice(0, -1),
    speciesOf: Array.from(arrays.speciesOf!),
    species: species.map((one) => ({ ...one, best: one.best ?? Number.POSITIVE_INFINITY })),
  };
}
