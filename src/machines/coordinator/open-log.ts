/** Logs of workers as a coordinator takes them: those of its own trials, of its own version, with no gap to its run file. */
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { version } from '../../version.ts';
import { printable } from '../../words/printable.ts';
import { openLog } from '../wire/pack-log.ts';
import { endOf, newestSnapshot, type TrialLog } from '../wire/trial-log.ts';
import { WireFault } from '../wire/wire-fault.ts';
import type { PlayedRun } from './played-run.ts';
import type { UnderWay } from './under-way.ts';

/**
 * Log up to a checkpoint.
 * @throws WireFault where it is no log of this trial, or none that the trial can go on from
 */
export function openCheckpoint(bytes: Uint8Array, playing: UnderWay): TrialLog {
  const log = open(bytes, playing);
  if (endOf(log) !== null || newestSnapshot(log) === null) throw new WireFault('the log has no checkpoint');
  return log;
}

/**
 * Log with its end.
 * @throws WireFault where it is no log of this trial, has no end, or one that the trial cannot have
 */
export function openResult(bytes: Uint8Array, playing: UnderWay): TrialLog {
  const log = open(bytes, playing);
  requireResult(log, playing.trial);
  return log;
}

/** Emits what a log adds, and tells of a contradiction to what was emitted before. */
export function hear({ note }: PlayedRun, playing: UnderWay, log: TrialLog): void {
  const contradiction = playing.hear(log);
  if (contradiction === null) return;
  note(
    `${playing.trial.id}: ${printable(log.name)} finds other numbers at ${contradiction} MACs than the machine before it: its own are taken`,
  );
}

/** @throws WireFault where it is no log of this trial, or leaves out what the run file lacks */
function open(bytes: Uint8Array, { id, trial, reached }: UnderWay): TrialLog {
  const log = openLog(bytes, { job: id, trial: trial.id });
  if (log.genoprop !== version())
    throw new WireFault(`the log is of genoprop ${printable(log.genoprop)}, this is ${version()}`);
  if ((log.from?.macs ?? -1) > reached)
    throw new WireFault('the log begins at a checkpoint that this run has not');
  return log;
}

function requireResult(log: TrialLog, trial: TrialSpec): void {
  const end = endOf(log);
  if (end === null) throw new WireFault('the log has no result');
  const { repetition, testError, champion, stop, solved } = end.result;
  if (repetition !== trial.repetition)
    throw new WireFault(`the result is of repetition ${repetition}, not of ${trial.repetition}`);
  if (stop.reason === 'failed') return;
  const hasNet = log.events.some((event) => event.type === 'checkpoint' && event.champion !== null);
  if ((hasNet || solved) && (champion === null || testError === null))
    throw new WireFault('the result lacks the test of its champion');
}
