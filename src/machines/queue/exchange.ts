/** Queue and store of one server, as the options `--queue` and `--connect` open them. */
import type { BlobStore } from './blob-store.ts';
import type { TrialQueue } from './queue.ts';

export interface Exchange {
  readonly queue: TrialQueue;
  readonly blobs: BlobStore;
  /** Address without secrets, for people: `rediss://gp.example.org:6380`. */
  readonly shown: string;
  close(): Promise<void>;
}
