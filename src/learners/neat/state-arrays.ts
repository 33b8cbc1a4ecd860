/** State of an evolution as arrays and JSON values, to and from a snapshot. */
import { type GraphGenome, type GraphShape, type LinkGene, NODE_FUNCTIONS } from '../../../genomes/graph.ts';
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
      ...(all.some(({ functions }) => functions !== undefined) && { functions: functionsOf(all) }),
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

/** Functions of all hidden nodes, as numbers in `NODE_FUNCTIONS` from 1 on; 0 where a node has none of its own. */
const functionsOf = (genomes: readonly GraphGenome[]): Uint8Array =>
  Uint8Array.from(
    genomes.flatMap(({ hidden, functions }) =>
      hidden.map((_, index) => (functions === undefined ? 0 : 1 + NODE_FUNCTIONS.indexOf(functions[index]!))),
    ),
  );

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
    const until = node + arrays.hiddenCounts![index]!;
    const hidden = Array.from(arrays.hidden!.subarray(node, until));
    const functions = Array.from(arrays.functions?.subarray(node, until) ?? []);
    node = until;
    const genome = { inputs, outputs, hidden, links };
    return functions.some((number) => number > 0)
      ? { ...genome, functions: functions.map((number) => NODE_FUNCTIONS[number - 1]!) }
      : genome;
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
