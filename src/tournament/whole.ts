/** A trial that a worker runs whole, begun again from its last checkpoint whenever its thread dies. */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Snapshot } from '../learners/learner.ts';
import { oneLine } from './blame.ts';
import { type Crew, DEATHS, diedTooOften } from './crew.ts';
import { type Control, type TrialAnswer, type TrialTask, wishOf } from './messages.ts';
import type { TrialEvent, TrialSpec } from './tournament.ts';
import { type Moved, STOPPED } from './trial.ts';
import { untestedResult, unwrapSnapshot } from './trial-state.ts';

export interface WholeOptions {
  readonly crew: Crew;
  readonly control: Control;
  readonly resume: Snapshot | null;
  /** A trial whose steps cost at least this many MACs may be moved. */
  readonly moveFromMacs: number;
  emit(event: TrialEvent): void;
  onDeath(reason: string): void;
}

/** Emits all events of the trial, `finished` too; gives its snapshot where it came back to be moved. */
export async function runWhole(spec: TrialSpec, options: WholeOptions): Promise<Moved | null> {
  const { crew, control, moveFromMacs, emit, onDeath } = options;
  let latest = options.resume;
  const hear = (event: TrialEvent): void => {
    if (event.type === 'checkpoint') latest = event.snapshot ?? latest;
    emit(event);
  };
  const end = (reason: 'stopped' | 'failed', detail: string): null => {
    const state = latest === null ? null : unwrapSnapshot(latest).state;
    emit({ type: 'finished', id: spec.id, result: untestedResult(spec, state, reason, detail) });
    return null;
  };
  for (let deaths = 1; ; deaths++) {
    const { port1: here, port2: there } = new MessageChannel();
    here.on('message', hear);
    try {
      const task: TrialTask = { spec, port: there, control, resume: latest, moveFromMacs };
      const answer = await crew.run<TrialAnswer>('trial', task, [there]);
      drain(here, hear);
      return answer.type === 'moved' ? { moved: answer.snapshot } : null;
    } catch (error) {
      // What the thread said before it died counts, and saves doing it again.
      drain(here, hear);
      if (wishOf(control) === 'stop') return end('stopped', STOPPED);
      if (deaths === DEATHS) return end('failed', diedTooOften(error));
      onDeath(oneLine(error));
    } finally {
      here.close();
    }
  }
}

/** The answer may overtake events that were sent before it; they are all in the port by then. */
function drain(port: MessagePort, hear: (event: TrialEvent) => void): void {
  port.off('message', hear);
  for (let entry = receiveMessageOnPort(port); entry !== undefined; entry = receiveMessageOnPort(port)) {
    hear(entry.message as TrialEvent);
  }
}
