/** Moments of a trial's search: its net and its state after so many MACs, by replaying it, as kept work holds them. */
import type { Device } from '../../engine/device.ts';
import { UserError } from '../../errors.ts';
import { netOf } from '../../nets/net-of.ts';
import type { RunReader } from '../../store/run-reader.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { Replay } from './replay.ts';
import { type StoredArray, type StoredSnapshot, storeArray, storeSnapshot } from './stored-arrays.ts';

export interface StoredMoment {
  /** MACs that the search had spent. */
  readonly macs: number;
  /** Parameters of its incumbent, a net of the contestant's own form. */
  readonly parameters: StoredArray;
  readonly snapshot: StoredSnapshot;
}

/**
 * Moment of the search after so many MACs; at 0 the beginning.
 * @param pause called now and then on the way
 * @throws UserError where the search builds nets of its own
 */
export async function momentAt(
  trial: TrialSpec,
  device: Device,
  macs: number,
  pause: () => Promise<void>,
): Promise<StoredMoment> {
  const replay = await Replay.begin(trial, device);
  try {
    await replay.until(macs, pause);
    const { parameters } = replay.incumbent();
    if (parameters.length !== netOf(trial.contestant, trial.task.facts.shape)?.net.parameters)
      throw new UserError(
        `trial ${trial.id}: its search builds nets of its own, which are not looked at; name the others with --contestant`,
      );
    return {
      macs: replay.macs,
      parameters: storeArray(parameters),
      snapshot: storeSnapshot(replay.snapshot()),
    };
  } finally {
    replay.close();
  }
}

/**
 * Reason, as one clause, why the nets of a trial on the way are not looked at: its search builds nets of its own, as its
 * champion is one; null where they are those of the contestant.
 */
export const buildsOwnNets = (
  run: Pick<RunReader, 'champion'>,
  { id, contestant }: TrialSpec,
): string | null =>
  run.champion(id)?.net === undefined
    ? null
    : `contestant ${contestant.name}: its search builds nets of its own, which a replay does not tell`;

/** MACs of a trial's search so far. */
export function macsOf(run: Pick<RunReader, 'trials' | 'metrics'>, { id }: TrialSpec): number {
  const result = run.trials().find((trial) => trial.id === id)?.result;
  return result?.cost.macs ?? run.metrics(id).at(-1)?.cost.macs ?? 0;
}
