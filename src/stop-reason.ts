/** Reasons for the end of a trial. */

/**
 * Reason of the end. solved: the success criterion holds on the validation set with confidence; of a trial that trains
 * to the end, that no more than `until` of the validation set is wrong. exploded: a loss or gradient became NaN or
 * infinite. budget: a limit was reached. stopped: the user stopped the run. failed: the task, the learner or its thread
 * failed; `detail` has the cause.
 */
export type StopReason = 'solved' | 'exploded' | 'budget' | 'stopped' | 'failed';
