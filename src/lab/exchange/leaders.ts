/**
 * Leaders by budget: on each task the contestant with the greatest share of trials solved by then (Kaplan and Meier), and
 * whether it has solved them sooner than by chance: Mann-Whitney tests of the trials as they stand at that budget, those
 * not solved by then being equal, with Holm's correction over its comparisons, as in verdicts.
 */
import { holmAdjust } from '../../statistics/holm.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { type SolvedStep, solvedCurve } from '../../statistics/survival.ts';
import { observationsIn, type Side } from './sides.ts';
import { units } from './units.ts';

const inMacs = units.find(({ name }) => name === 'macs')!;

/** Stretch of budgets on one task over which the same contestant leads by the same evidence. */
export interface Lead {
  readonly task: string;
  /** Budgets in MACs, from and to before. */
  readonly from: number;
  readonly to: number;
  readonly leader: string;
  readonly place: number;
  /** Greatest share of trials solved over the stretch. */
  readonly solved: number;
  /** Contestant with the next greatest share at its end, with that share; null where there is no other. */
  readonly next: { readonly name: string; readonly solved: number } | null;
  /** Greatest of the leader's p values at the end of the stretch, Holm-adjusted; null where there is no other. */
  readonly p: number | null;
  /** True where it has solved more than by chance against every other contestant, at 5 %. */
  readonly isSure: boolean;
}

const SIGNIFICANT = 0.05;

/** Leads on one task by rising budget, from where the first trial is solved to the largest budget spent. */
export function leadsOn(sides: readonly Side[]): Lead[] {
  const played = sides
    .filter(({ trials }) => trials.length > 0)
    .map((side) => ({ side, curve: solvedCurve(observationsIn(side, inMacs)) }));
  const costs = [...new Set(played.flatMap(({ curve }) => curve.map(({ cost }) => cost)))].sort(
    (one, other) => one - other,
  );
  const end = Math.max(...played.flatMap(({ side }) => side.trials.map((trial) => trial.costs.macs!)));
  const leads: Lead[] = [];
  for (const [index, from] of costs.entries()) {
    const lead = leadAt(played, from, costs[index + 1] ?? Math.max(end, from));
    const former = leads.at(-1);
    if (former?.leader === lead.leader && former.isSure === lead.isSure) {
      leads[leads.length - 1] = { ...lead, from: former.from };
    } else leads.push(lead);
  }
  return leads;
}

interface Played {
  readonly side: Side;
  readonly curve: readonly SolvedStep[];
}

function leadAt(played: readonly Played[], from: number, to: number): Lead {
  const standing = played
    .map(({ side, curve }) => {
      const reached = curve.findLast(({ cost }) => cost <= from);
      return { side, solved: reached?.solved ?? 0, since: reached?.cost ?? Number.POSITIVE_INFINITY };
    })
    // Of equal shares the one that was reached first leads. Shares are products, so they are compared without their last bits.
    .sort((one, other) =>
      Math.abs(one.solved - other.solved) > 1e-9
        ? other.solved - one.solved
        : compare(one.since, other.since),
    );
  const [leader, ...others] = standing as [(typeof standing)[number], ...typeof standing];
  const ps = holmAdjust(others.map(({ side }) => soonerP(leader.side, side, from)));
  const p = ps.length === 0 ? null : Math.max(...ps);
  const [next] = others;
  return {
    ...{ task: leader.side.task, from, to, leader: leader.side.contestant, place: leader.side.place },
    solved: leader.solved,
    next: next === undefined ? null : { name: next.side.contestant, solved: next.solved },
    p,
    isSure: p !== null && p <= SIGNIFICANT,
  };
}

/**
 * Two-sided p value for the leader's trials against another's by that budget; 1 where the leader's are not ahead. Missing
 * trials count as in the case least favourable to the leader.
 */
function soonerP(leader: Side, other: Side, budget: number): number {
  const [own, theirs] = [stands(leader, budget, NEVER), stands(other, budget, 0)];
  const { u, p } = mannWhitney(own, theirs);
  return 2 * u > own.length * theirs.length ? p : 1;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Cost at which each planned trial is solved by that budget; of one that is missing by then, `missing`. */
function stands({ trials, planned }: Side, budget: number, missing: number): number[] {
  const known = trials.map(({ outcome, costs, isCutShort }) => {
    if (outcome === 'solved') return costs.macs! <= budget ? costs.macs! : NEVER;
    return isCutShort && costs.macs! < budget ? missing : NEVER;
  });
  return [...known, ...new Array<number>(Math.max(0, planned - known.length)).fill(missing)];
}

/** Share solved by that budget of the best contestant of a kind; null where nobody of it was played. */
export function bestShareAt(sides: readonly Side[], kind: Side['kind'], budget: number): number | null {
  const shares = sides
    .filter((side) => side.kind === kind && side.trials.length > 0)
    .map(
      (side) => solvedCurve(observationsIn(side, inMacs)).findLast(({ cost }) => cost <= budget)?.solved ?? 0,
    );
  return shares.length === 0 ? null : Math.max(...shares);
}

const compare = (one: number, other: number): number => (one < other ? -1 : one > other ? 1 : 0);
