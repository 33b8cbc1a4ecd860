/** Messages between a process that plays runs and the server process beside it. */
import type { ToldState } from '../played-runs.ts';

/** Message to the server. */
export type ServerOrder =
  | {
      readonly type: 'serve';
      /** Run files, which may not be there yet. */
      readonly places: readonly string[];
      /** Port; 0 for any free one; null for the usual one. */
      readonly port: number | null;
      /** Command that shows the run afterwards. */
      readonly again: string;
    }
  | ({ readonly type: 'state' } & ToldState)
  | { readonly type: 'end'; readonly text: string };

/** Message of the server. */
export type ServerReport =
  | { readonly type: 'listening'; readonly address: string }
  | { readonly type: 'refused'; readonly message: string }
  /** A state has been taken in: the next one may come. */
  | { readonly type: 'heard' };
