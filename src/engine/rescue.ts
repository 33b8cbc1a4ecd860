/**
 * Rescue of an update whose loss or gradient is not finite, as in the authors' code of Pascanu, Mikolov & Bengio
 * (pascanur/trainingRNNs): the gradient of W_rec becomes this factor times W_rec and every other one 0, unclipped.
 * Their code does it beyond a norm of 1e10 as well; here a finite gradient is clipped, however large.
 */
export const RESCUE = 0.02;
