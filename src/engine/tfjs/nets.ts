/** Registry of the device's code, by the architecture of the net. A new one is a file beside this and one line here. */
import { elmanCell } from './elman.ts';
import { gruCell } from './gru.ts';
import { lstmCell } from './lstm.ts';
import { recurrentNet } from './recurrent-net.ts';
import type { TfjsNet } from './tfjs-net.ts';

export type TfjsNets = Readonly<Record<string, TfjsNet>>;

export const nets: TfjsNets = {
  elman: recurrentNet(elmanCell),
  lstm: recurrentNet(lstmCell),
  gru: recurrentNet(gruCell),
};
