/** Wasm device with feedback, as trials play on it. */
import type { Device } from '../device.ts';
import { withFeedback } from '../feedback/device.ts';
import { openWasmDevice } from './device.ts';
import { isGraph } from './graph/with-graphs.ts';
import { isReservoir } from './reservoir/with-reservoirs.ts';

/** Opens the device for the calling thread. @throws RunError as `openWasmDevice` */
export const openWasmWithFeedback = (): Device =>
  withFeedback(openWasmDevice(), (net) => isReservoir(net) || isGraph(net));
