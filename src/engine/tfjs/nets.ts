/** Registry of the device's code, by the architecture of the net. A new one is a file beside this and one line here. */
import { elmanOnTensors } from './elman.ts';
import type { TfjsNet } from './tfjs-net.ts';

export type TfjsNets = Readonly<Record<string, TfjsNet>>;

export const nets: TfjsNets = { elman: elmanOnTensors };
