/** Drawings of champions that are graphs. */
import { graphParts } from '../../export/graph-parts.ts';
import type { GraphNet } from '../../nets/graph-net.ts';
import { graphPicture } from '../../report/graph/layout.ts';
import type { Asks, ChampionOf } from '../messages.ts';
import { netOfChampion } from './sequences.ts';

/** Drawing of the champion, null of one that is no graph. */
export function graphOf({ trial, champion }: ChampionOf): Asks['graph']['answer'] {
  const net = netOfChampion({ trial, champion });
  if (net.architecture !== 'graph') return { graph: null };
  const parts = graphParts(net as GraphNet, champion.parameters, trial.task.facts.shape);
  const picture = parts && graphPicture(parts);
  const { name } = trial.contestant;
  return { graph: picture ? { contestant: name, repetition: trial.repetition, ...picture } : null };
}
