/** Sweeps: handovers of the same parts at several shares of the budget, and the share that did best. */
import type { Gain } from './gains.ts';

export interface Sweep {
  readonly task: string;
  readonly parts: string;
  /** Gains over the better parent, by rising share. */
  readonly shares: readonly { readonly share: number; readonly gain: Gain }[];
  /** Share with the lowest running time; null where no share solved a trial. */
  readonly best: number | null;
  /** True where its interval of the probability against the better parent lies above that of every other share. */
  readonly isSure: boolean;
}

export function sweepsOf(gains: readonly Gain[]): readonly Sweep[] {
  const swept = gains.filter(({ handover, isBetterParent }) => handover !== null && isBetterParent);
  const groups = Map.groupBy(swept, ({ task, handover }) => JSON.stringify([task, handover!.parts]));
  return [...groups.values()].flatMap((group): Sweep[] => {
    const shares = group
      .map((gain) => ({ share: gain.handover!.share, gain }))
      .sort((one, other) => one.share - other.share);
    if (new Set(shares.map(({ share }) => share)).size < 2) return [];
    const cost = ({ gain }: (typeof shares)[number]): number => gain.macs ?? Number.POSITIVE_INFINITY;
    const best = shares.reduce((least, one) => (cost(one) < cost(least) ? one : least));
    const isSolved = Number.isFinite(cost(best));
    return [
      {
        task: best.gain.task,
        parts: best.gain.handover!.parts,
        shares,
        best: isSolved ? best.share : null,
        isSure:
          isSolved && shares.every((one) => one === best || one.gain.better.high < best.gain.better.low),
      },
    ];
  });
}
