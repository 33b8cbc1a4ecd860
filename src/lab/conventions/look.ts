/** Look at one kept population: its diversity, its conventions, and its crossover. Plain JSON, for it is kept. */
import { movableUnits } from '../../learners/genetic/parent-aligner.ts';
import { randomStream } from '../../random/random.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { type KeptPopulation, parametersOf } from '../parts/genitor-population.ts';
import { rounded } from '../parts/rounded.ts';
import { consensusOf, conventionText, distanceOf, distinctMembers, shuffledMembers } from './consensus.ts';
import type { Compared } from './crossing.ts';

export interface Looked {
  readonly id: string;
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  readonly size: number;
  /** MACs that the search had spent. */
  readonly macs: number;
  readonly diversity: Diversity;
  readonly examples: readonly Example[];
  readonly distances: Distances;
  /** Crossover by the names of the measures; null where its task has no sequences. */
  readonly crossover: Readonly<Record<string, Compared>> | null;
}

export interface Diversity {
  /** Genomes of which none equals another. */
  readonly distinctBefore: number;
  readonly distinctAfter: number;
  /** Root mean square distance between two members. */
  readonly distanceBefore: number;
  readonly distanceAfter: number;
  /** Share of the variance that alignment removes, and of that of dealt-out weights. */
  readonly removed: number;
  readonly removedOfDealt: number;
  /** Number of conventions, and of members in the commonest. */
  readonly conventions: number;
  readonly commonest: number;
}

export interface Example {
  readonly text: string;
  readonly members: number;
  readonly loss: number | null;
}

export interface Distances {
  /** Number of members shown, n, and their distances, `[n × n]`. */
  readonly shown: number;
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
}

/** Most members of the picture of distances, and conventions in the table. */
const SHOWN = 32;
const EXAMPLES = 4;

export function diversityOf(
  population: KeptPopulation,
  { starts, path }: { readonly starts: number; readonly path: readonly (string | number)[] },
): Pick<Looked, 'diversity' | 'examples' | 'distances'> {
  const { net, layout, size, losses } = population;
  const { parameters } = net;
  const symmetry = movableUnits(net, layout)!;
  const members = parametersOf(population);
  const { conventions, aligned, before, after } = consensusOf(symmetry, members, {
    starts,
    path: [...path, 'starts'],
  });
  const dealt = consensusOf(symmetry, shuffledMembers(members, parameters, randomStream(...path, 'dealt')), {
    starts,
    path: [...path, 'dealt starts'],
  });
  const byConvention = Map.groupBy(
    conventions.map((convention, rank) => ({ convention, rank })),
    ({ convention: { order, signs } }) => `${order.join()} ${signs.join()}`,
  );
  const groups = [...byConvention.values()].sort((a, b) => b.length - a.length || a[0]!.rank - b[0]!.rank);
  return {
    diversity: {
      distinctBefore: distinctMembers(members, parameters),
      distinctAfter: distinctMembers(aligned, parameters),
      distanceBefore: distanceOf(before, size),
      distanceAfter: distanceOf(after, size),
      removed: removedOf(before, after),
      removedOfDealt: removedOf(dealt.before, dealt.after),
      conventions: groups.length,
      commonest: groups[0]?.length ?? 0,
    },
    examples: groups.slice(0, EXAMPLES).map((group) => {
      const loss = losses[group[0]!.rank]!;
      return {
        text: conventionText(group[0]!.convention),
        members: group.length,
        loss: Number.isFinite(loss) ? loss : null,
      };
    }),
    distances: {
      shown: Math.min(SHOWN, size),
      before: distancesOf(members, parameters, Math.min(SHOWN, size)),
      after: distancesOf(aligned, parameters, Math.min(SHOWN, size)),
    },
  };
}

const removedOf = (before: number, after: number): number => (before === 0 ? 0 : 1 - after / before);

function distancesOf(members: Float32Array, parameters: number, shown: number): (number | null)[] {
  return Array.from({ length: shown * shown }, (_, at) => {
    const [one, other] = [Math.floor(at / shown), at % shown];
    let sum = 0;
    for (let index = 0; index < parameters; index++) {
      const apart = members[one * parameters + index]! - members[other * parameters + index]!;
      sum += apart * apart;
    }
    return rounded(Math.sqrt(sum), 3);
  });
}

export const aboutTrial = (
  { id, task, contestant, repetition }: TrialSpec,
  { size, macs }: KeptPopulation,
) => ({
  ...{ id, task: task.label, contestant: contestant.name, repetition, size, macs },
});
