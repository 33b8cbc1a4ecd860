/** Cost axes of curves. */
import type { Cost } from '../tournament/spec/tournament.ts';
import type { CostAxis } from './data.ts';

/** Cost on an axis. A learner makes either updates or evaluations. */
export const costOn = (axis: CostAxis, cost: Cost): number =>
  axis === 'steps' ? cost.updates + cost.evaluations : cost[axis];
