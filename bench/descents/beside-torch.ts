/** Update of the main job beside PyTorch's on the same card: one trial's, and many at once against as many in a row. */
import { oneLine } from '../../src/errors.ts';
import { type Torch, torchUpdates } from '../peers.ts';
import type { BenchContext, Figure } from '../suite.ts';
import type { JointShape, JointTiming } from './joint-trials.ts';
import { described, MAIN, MAIN_TRIALS, named } from './sweep.ts';

/** Milliseconds of PyTorch's update; null where there are none, with the reason in `missing`. */
export interface PeerMilliseconds {
  readonly missing: string | null;
  of(omega: boolean): number | null;
}

/** Times of PyTorch's update of the main job, with clipping and with Ω. */
export class PeerTimes implements PeerMilliseconds {
  missing: string | null;
  readonly #torch: Torch;
  readonly #samples = new Map<boolean, number[]>();

  constructor(torch: Torch) {
    this.#torch = torch;
    this.missing = 'missing' in torch ? torch.missing : null;
  }

  /** Measures once more: before our own work and after it, since a card's speed changes. */
  async measure({ tell }: Pick<BenchContext, 'tell'>): Promise<void> {
    const { hidden, batch, length } = MAIN;
    for (const omega of [false, true]) {
      if (this.missing !== null) return;
      tell(`PyTorch on the same card, clipping${omega ? ' and Ω' : ''}`);
      try {
        const milliseconds = await torchUpdates(this.#torch, { hidden, batch, length, omega });
        this.#samples.set(omega, [...(this.#samples.get(omega) ?? []), milliseconds]);
      } catch (error) {
        // Our own figures stand without it.
        this.missing = oneLine(error);
      }
    }
  }

  of(omega: boolean): number | null {
    const samples = this.#samples.get(omega);
    if (samples === undefined) return null;
    return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  }
}

export function* mainFigures(
  timings: ReadonlyMap<JointShape, JointTiming>,
  peers: PeerMilliseconds,
): Iterable<Figure> {
  for (const omega of [false, true]) {
    for (const trials of [MAIN_TRIALS.one, MAIN_TRIALS.all]) {
      const found = [...timings].find(
        ([shape]) => named(shape) === named(MAIN) && shape.trials === trials && shape.omega === omega,
      );
      if (found === undefined) continue;
      const milliseconds = 1e3 * found[1].update.median;
      const theirs = peers.of(omega);
      yield {
        what: `an update of ${described(found[0])}`,
        value: milliseconds,
        unit: 'ms',
        spread: found[1].update.spread,
        goal: trials === 1 ? "5 times PyTorch's rate" : "500 times PyTorch's rate",
        ...(theirs === null
          ? { note: peers.missing ?? '' }
          : {
              peer: {
                name: trials === 1 ? 'PyTorch' : `PyTorch, ${trials} one after another`,
                value: trials * theirs,
              },
              ratio: (trials * theirs) / milliseconds,
            }),
      };
    }
  }
}
