/** Queue and store of one server, as the options `--queue` and `--connect` open them. */
import type { BlobStore } from './blob-store.ts';
import type { QueueTimes, TrialQueue } from './queue.ts';

export interface Exchange {
  readonly queue: TrialQueue;
  readonly blobs: BlobStore;
  /** Address without secrets, for people: `rediss://gp.example.org:6380`. */
  readonly shown: string;
  close(): Promise<void>;
}

/** Setting that the backends share. */
export interface OpenSetting {
  /** First part of all names on the server. */
  readonly prefix: string;
  readonly times: QueueTimes;
  /** Gets one line when the connection is lost, and when it is back. */
  readonly onNote: (line: string) => void;
  /** Milliseconds for which a call waits for a connection that is down. */
  readonly patience: number;
}
