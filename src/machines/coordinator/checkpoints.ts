/**
 * Checkpoints of a run's trials in the store: those of workers are emitted, and the furthest one of a trial is put
 * beside its job before that is offered.
 */
import { oneLine, RunError } from '../../errors.ts';
import { unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import { version } from '../../version.ts';
import { groups, KEPT_SECONDS } from '../queue/blob-store.ts';
import { checkpointName, parseCheckpointName } from '../wire/blob-names.ts';
import { packLog } from '../wire/pack-log.ts';
import { WIRE_VERSION } from '../wire/trial-job.ts';
import { reachedMacs, type TrialLog } from '../wire/trial-log.ts';
import { WireFault } from '../wire/wire-fault.ts';
import { ahead } from './ahead.ts';
import { machineOf } from './machine-of.ts';
import { hear, openCheckpoint } from './open-log.ts';
import type { PlayedRun } from './played-run.ts';
import type { UnderWay } from './under-way.ts';

/** Names of attempts that the coordinator itself writes. */
const OWN_ATTEMPT = 0;

export class Checkpoints {
  readonly #run: PlayedRun;

  constructor(run: PlayedRun) {
    this.#run = run;
  }

  /** Emits what workers have stored since the last look. */
  async read(): Promise<void> {
    const { exchange, id, trials } = this.#run;
    const group = groups.checkpoints(id);
    const playingOf = (name: string) => trials.get(parseCheckpointName(name)?.job ?? '');
    const unread = (await exchange.blobs.names(group)).filter((name) => {
      const playing = playingOf(name);
      return playing !== undefined && !playing.hasEnded && !playing.read.has(name);
    });
    for await (const [name, bytes] of ahead(unread, (one) => exchange.blobs.get(group, one))) {
      const playing = playingOf(name);
      if (playing === undefined || playing.hasEnded) continue;
      const log = await this.#open(playing, name, bytes);
      playing.read.add(name);
      if (log === null) continue;
      this.#run.isChanged = true;
      playing.placed(machineOf(log));
      hear(this.#run, playing, log);
    }
  }

  /** Names of the stored checkpoints, by job. */
  async namesByJob(): Promise<ReadonlyMap<string, readonly string[]>> {
    const names = await this.#run.exchange.blobs.names(groups.checkpoints(this.#run.id));
    const parsed = names.map(parseCheckpointName).filter((name) => name !== null);
    const byJob = Map.groupBy(parsed, ({ job }) => job);
    return new Map([...byJob].map(([job, own]) => [job, own.map(({ name }) => name)]));
  }

  /**
   * Puts the furthest log of a trial beside its job, in place of all others. Attempts of the job are counted anew, so
   * older names must not stay.
   */
  async prepare(playing: UnderWay, names: readonly string[]): Promise<void> {
    const { exchange, id } = this.#run;
    const group = groups.checkpoints(id);
    const logs: TrialLog[] = [];
    for await (const [name, bytes] of ahead(names, (one) => exchange.blobs.get(group, one))) {
      const log = await this.#open(playing, name, bytes);
      if (log !== null) logs.push(log);
    }
    for (const log of logs) playing.hear(log);
    const furthest = logs.reduce<TrialLog | null>(
      (best, log) => (best === null || reachedMacs(log) > reachedMacs(best) ? log : best),
      null,
    );
    const own = checkpointName(playing.id, OWN_ATTEMPT, 0);
    const begun = beginningOf(playing);
    const isBegunFurther =
      begun !== null && (furthest === null || reachedMacs(begun) > reachedMacs(furthest));
    const log = isBegunFurther ? begun : furthest;
    if (log === null) {
      if (names.length > 0) await exchange.blobs.remove(group, names);
      return;
    }
    if (log !== furthest || names.length !== 1 || names[0] !== own) {
      const packed = this.#packed({ ...log, attempt: OWN_ATTEMPT });
      if (packed === null) return;
      await exchange.blobs.put(group, own, packed, KEPT_SECONDS);
    }
    const others = names.filter((name) => name !== own);
    if (others.length > 0) await exchange.blobs.remove(group, others);
    playing.read.clear();
    playing.read.add(own);
  }

  /** Log of a checkpoint; null where it is gone, or is none that this trial can go on from. */
  async #open(playing: UnderWay, name: string, bytes: Uint8Array | null): Promise<TrialLog | null> {
    const { exchange, id, note } = this.#run;
    if (bytes === null) return null;
    try {
      return openCheckpoint(bytes, playing);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      note(`${playing.trial.id}: a checkpoint is left out: ${error.message}`);
      await exchange.blobs.remove(groups.checkpoints(id), [name]);
      return null;
    }
  }

  /** Bytes of a log; null where it is too long to be stored. */
  #packed(log: TrialLog): Uint8Array | null {
    try {
      return packLog(log);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      this.#run.note(`${oneLine(error)}; it is played from its beginning`);
      return null;
    }
  }
}

/** Log with the checkpoint that the run file has; null where it has none. */
function beginningOf({ id, trial, from }: UnderWay): TrialLog | null {
  if (from === null) return null;
  return {
    ...{ wire: WIRE_VERSION, job: id, trial: trial.id, attempt: OWN_ATTEMPT },
    ...{ worker: 'coordinator', name: 'coordinator', machine: 'the run file', genoprop: version() },
    from: { macs: unwrapSnapshot(from).state.validatedAt, snapshot: from },
    events: [],
  };
}
