/** Calls that no device makes with graph nets. */
import type { Call } from './device.ts';

const OFFERED: readonly Call[] = ['evaluate', 'population', 'free'];

/** Reason why a call cannot be made with a graph net; null where it can. */
export const lacksOfGraphs = (call: Call): string | null =>
  OFFERED.includes(call) ? null : 'graphs are evaluated alone';
