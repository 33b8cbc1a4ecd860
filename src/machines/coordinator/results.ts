/**
 * Results of a run's trials in the store. The first valid one of a trial counts, whoever sent it; its champion is tested
 * once more before. Later ones are compared with it. All are removed once their trial's end was emitted.
 */
import { printable } from '../../words/printable.ts';
import { counted } from '../../words/text.ts';
import { groups } from '../queue/blob-store.ts';
import { parseCheckpointName, parseDeathName, parseResultName } from '../wire/blob-names.ts';
import { comparableLog, openLog } from '../wire/pack-log.ts';
import { endOf, type TrialLog } from '../wire/trial-log.ts';
import { WireFault } from '../wire/wire-fault.ts';
import { ahead } from './ahead.ts';
import { hear, openResult } from './open-log.ts';
import type { PlayedRun } from './played-run.ts';
import type { Tester } from './tester.ts';
import type { UnderWay } from './under-way.ts';
import { faultOf, isVerifiable } from './verify.ts';

/** Refused results of a trial after which it has failed. */
const MOST_REFUSED = 5;

/** Result that has been taken, to compare later ones with. */
interface Taken {
  readonly trial: string;
  readonly from: number;
  /** Hash of the whole log, and of its end alone. */
  readonly whole: string;
  readonly end: string;
  readonly reason: string;
  readonly name: string;
  /** Names of blobs that have been read, and are to be removed. */
  readonly read: Set<string>;
}

export interface TestEvents {
  /** Tells that a champion has been tested. */
  ended(): void;
  /** Tells that the outcome of a test could not be told to the server. */
  failed(error: unknown): void;
}

export class Results {
  readonly #run: PlayedRun;
  readonly #tester: Tester | null;
  readonly #events: TestEvents;
  readonly #taken = new Map<string, Taken>();
  /** Jobs that have ended and are to be acknowledged; those of this turn, and those before. */
  #toAcknowledge = new Set<string>();
  readonly #verifying = new Set<Promise<void>>();

  /** @param tester tests champions once more; null where workers are trusted */
  constructor(run: PlayedRun, tester: Tester | null, events: TestEvents) {
    this.#run = run;
    this.#tester = tester;
    this.#events = events;
  }

  /** True where the result of a job has been taken. */
  isTaken(job: string): boolean {
    return this.#taken.has(job);
  }

  /** Resolves when the tests under way have ended. */
  async untilTested(): Promise<void> {
    await Promise.all(this.#verifying);
  }

  /** Takes, refuses or compares what workers have stored since the last look. */
  async read(): Promise<void> {
    const { exchange, id, trials } = this.#run;
    const group = groups.results(id);
    /** Use of a result, as things stand; null where it is not read. */
    const useOf = (name: string): ((bytes: Uint8Array) => Promise<void>) | null => {
      const job = parseResultName(name)?.job ?? '';
      const taken = this.#taken.get(job);
      if (taken !== undefined)
        return taken.read.has(name) ? null : (bytes) => this.#compareWithTaken(name, job, taken, bytes);
      const playing = trials.get(job);
      if (playing === undefined || playing.isTested || playing.hasEnded) return null;
      return (bytes) => this.#readResult(name, playing, bytes);
    };
    const wanted = (await exchange.blobs.names(group)).filter((name) => useOf(name) !== null);
    for await (const [name, bytes] of ahead(wanted, (one) => exchange.blobs.get(group, one))) {
      if (bytes !== null) await useOf(name)?.(bytes);
      else {
        // A name alone would keep its trial from being played.
        await exchange.blobs.remove(group, [name]);
        this.#run.isCompareDue = true;
      }
    }
  }

  async #readResult(name: string, playing: UnderWay, bytes: Uint8Array): Promise<void> {
    const tester = this.#tester;
    this.#run.isChanged = true;
    let log: TrialLog;
    try {
      log = openResult(bytes, playing);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      return this.#refuse(name, playing, error.message);
    }
    const { result } = endOf(log)!;
    if (tester === null || !isVerifiable(playing.trial, result)) return this.#take(name, playing, log);
    playing.isTested = true;
    const verifying = faultOf(playing.trial, log, tester)
      .then((fault) =>
        fault === null
          ? this.#take(name, playing, log)
          : this.#refuse(name, playing, `of ${printable(log.name)}: ${fault}`),
      )
      .catch((error: unknown) => this.#events.failed(error))
      .finally(() => {
        playing.isTested = false;
        this.#verifying.delete(verifying);
        this.#events.ended();
      });
    this.#verifying.add(verifying);
  }

  #take(name: string, playing: UnderWay, log: TrialLog): void {
    const { id, trial } = playing;
    if (playing.hasEnded) return;
    this.#taken.set(id, {
      trial: trial.id,
      from: log.from?.macs ?? -1,
      whole: comparableLog(log),
      end: comparableLog(log, Number.POSITIVE_INFINITY),
      reason: endOf(log)!.result.stop.reason,
      name: printable(log.name),
      read: new Set([name]),
    });
    this.#toAcknowledge.add(id);
    this.#run.isChanged = true;
    hear(this.#run, playing, log);
  }

  /** Refuses a result: the trial is offered again, unless too many were. */
  async #refuse(name: string, playing: UnderWay, reason: string): Promise<void> {
    const { exchange, id, note } = this.#run;
    await exchange.blobs.remove(groups.results(id), [name]);
    playing.refused++;
    note(`${playing.trial.id}: a result is refused: ${reason}`);
    this.#run.isCompareDue = true;
    if (playing.refused < MOST_REFUSED) return;
    this.#toAcknowledge.add(playing.id);
    playing.fail(`${counted(playing.refused, 'result')} of other machines were refused, the last: ${reason}`);
  }

  /** Compares a further result of a trial with the one that counts, and removes it. */
  async #compareWithTaken(name: string, job: string, taken: Taken, bytes: Uint8Array): Promise<void> {
    const { note } = this.#run;
    taken.read.add(name);
    this.#toAcknowledge.add(job);
    try {
      const log = openLog(bytes, { job, trial: taken.trial });
      const end = endOf(log);
      if (end === null) return;
      const isSame =
        (log.from?.macs ?? -1) === taken.from
          ? comparableLog(log) === taken.whole
          : comparableLog(log, Number.POSITIVE_INFINITY) === taken.end;
      if (isSame) return;
      // A trial may fail of a machine.
      const mayDiffer = [end.result.stop.reason, taken.reason].includes('failed');
      const difference = mayDiffer ? 'end otherwise' : 'find other numbers, and must not';
      note(
        `${taken.trial}: ${taken.name} and ${printable(log.name)} ${difference}; those of ${taken.name}, which came first, count`,
      );
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      note(`${taken.trial}: a second result is left out: ${error.message}`);
    }
  }

  /** Removes all that is left of trials whose end was emitted before this turn. */
  async acknowledge(): Promise<void> {
    if (this.#toAcknowledge.size === 0) return;
    const { exchange, id } = this.#run;
    const { blobs, queue } = exchange;
    const jobs = this.#toAcknowledge;
    this.#toAcknowledge = new Set();
    try {
      // The job first: nobody takes it up again once its result is gone.
      const held = await queue.remove([...jobs]);
      const parsers = [
        [groups.checkpoints(id), parseCheckpointName],
        [groups.deaths(id), parseDeathName],
      ] as const;
      for (const [group, parse] of parsers) {
        const names = (await blobs.names(group)).filter((name) => jobs.has(parse(name)?.job ?? ''));
        if (names.length > 0) await blobs.remove(group, names);
      }
      const results = [...jobs].flatMap((job) => [...(this.#taken.get(job)?.read ?? [])]);
      if (results.length > 0) await blobs.remove(groups.results(id), results);
      // A late worker may deliver under the same name.
      for (const job of jobs) this.#taken.get(job)?.read.clear();
      // A worker still has it; what it delivers is compared.
      if (held.length > 0) this.#run.isCompareDue = true;
    } catch (error) {
      for (const job of jobs) this.#toAcknowledge.add(job);
      throw error;
    }
  }
}
