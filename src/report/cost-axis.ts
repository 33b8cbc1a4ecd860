/** Cost axes that curves can be drawn over. */
import type { Cost } from '../tournament/spec/tournament.ts';
import type { CostAxis } from './data.ts';

/** A learner makes either updates or evaluations. */
export const costOn = (axis: CostAxis, cost: Cost): number =>
  axis === 'steps' ? cost.updates + cost.evaluations : cost[axis];
