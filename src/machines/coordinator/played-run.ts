/** Run as its coordinator plays it: what the parts of the player know in common. */
import type { Exchange } from '../queue/exchange.ts';
import type { UnderWay } from './under-way.ts';

export class PlayedRun {
  readonly exchange: Exchange;
  /** Id of the run. */
  readonly id: string;
  /** Receives one line for each remark. */
  readonly note: (line: string) => void;
  /** Trials under way by the ids of their jobs, in the order in which they were begun. */
  readonly trials = new Map<string, UnderWay>();
  /** Number of trials whose jobs are being made. */
  preparing = 0;
  /** True where the queue is to be compared with the trials at the next turn. */
  isCompareDue = true;
  /** True where something has happened in this turn. */
  isChanged = false;

  constructor({ exchange, run, note }: { exchange: Exchange; run: string; note(line: string): void }) {
    this.exchange = exchange;
    this.id = run;
    this.note = (line) => note(line);
  }
}
