/** Deaths of worker processes at a run's trials, each told once. */
import { printable } from '../../words/printable.ts';
import { groups } from '../queue/blob-store.ts';
import { parseDeathName } from '../wire/blob-names.ts';
import { readDeathRecord } from '../wire/records.ts';
import { WireFault } from '../wire/wire-fault.ts';
import type { PlayedRun } from './played-run.ts';

export class Deaths {
  readonly #run: PlayedRun;
  /** Names of the records that have been read. */
  readonly #told = new Set<string>();

  constructor(run: PlayedRun) {
    this.#run = run;
  }

  /** Tells of those that were stored since the last look. */
  async read(): Promise<void> {
    const { exchange, id, trials } = this.#run;
    for (const name of await exchange.blobs.names(groups.deaths(id))) {
      const playing = trials.get(parseDeathName(name)?.job ?? '');
      if (playing === undefined || this.#told.has(name)) continue;
      const bytes = await exchange.blobs.get(groups.deaths(id), name);
      this.#told.add(name);
      if (bytes === null) continue;
      try {
        const death = readDeathRecord(bytes);
        playing.died(printable(`${death.name}: ${death.reason}`));
      } catch (error) {
        if (!(error instanceof WireFault)) throw error;
      }
    }
  }
}
