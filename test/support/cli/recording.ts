/** A terminal that remembers what was written to it, and tournaments that tell what they are told to. */
import type { SessionParts } from '../../../src/session/session-parts.ts';
import type { Terminal } from '../../../src/session/terminal.ts';
import type { StopReason } from '../../../src/stop-reason.ts';
import type {
  Checkpoint,
  Cost,
  TournamentEvent,
  TournamentSpec,
  TrialResult,
} from '../../../src/tournament/spec/tournament.ts';

export interface Recording extends Terminal {
  readonly written: { out: string; err: string };
}

export function recordingTerminal({ interactive = false, columns = 100 } = {}): Recording {
  const written = { out: '', err: '' };
  const surface = (name: 'out' | 'err') => ({
    interactive,
    colours: interactive,
    columns,
    write(text: string) {
      written[name] += text;
    },
  });
  return { written, out: surface('out'), err: surface('err') };
}

export const cost = (macs: number, seconds = macs / 1e9): Cost => ({
  macs,
  updates: macs / 1e6,
  evaluations: 0,
  sequences: macs / 1e5,
  seconds,
});

export const checkpoint = (macs: number, validationError: number): Checkpoint => ({
  cost: cost(macs),
  trainingLoss: 0.5,
  validationLoss: 0.5,
  validationError,
  inside: {},
});

export function result(id: string, reason: StopReason, given: Partial<TrialResult> = {}): TrialResult {
  const solved = reason === 'solved';
  const tested = reason !== 'stopped' && reason !== 'failed';
  return {
    id,
    repetition: Number(id.split('/').at(-1)),
    stop: { reason, detail: '' },
    solved,
    testError: tested ? (solved ? 0.002 : 0.6) : null,
    testLoss: tested ? (solved ? 0.01 : 1.1) : null,
    testMeasures: {},
    cost: cost(3e9),
    costToSolve: solved ? cost(2e9) : null,
    parameters: 156,
    champion: { parameters: new Float32Array(2) },
    ...given,
  };
}

export interface Script {
  readonly parts: SessionParts;
  readonly recorded: TournamentEvent[];
  /** What happened, in order: `run PATH`, `play`, `closed`, `exit CODE`. */
  readonly steps: string[];
  readonly played: { spec?: TournamentSpec; workers?: number };
  /** A Ctrl-C. */
  interrupt(): void;
}

/** Parts that tell these events. An event may be made at its time, from the signal. */
export function script(
  events: readonly (TournamentEvent | ((signal: AbortSignal, interrupt: () => void) => TournamentEvent))[],
): Script {
  let handler = (_exitCode: number): void => {};
  let clock = 0;
  const made: Script = {
    recorded: [],
    steps: [],
    played: {},
    interrupt: () => handler(130),
    parts: {
      settle: async () => ({ name: 'wasm', why: 'device wasm: 512 updates/s a thread' }),
      async *play(spec, { workers, signal }) {
        made.steps.push('play');
        Object.assign(made.played, { spec, workers });
        for (const event of events) {
          yield typeof event === 'function' ? event(signal, made.interrupt) : event;
        }
      },
      createRun(path) {
        made.steps.push(`run ${path}`);
        return {
          record: (event) => void made.recorded.push(event),
          close: () => void made.steps.push('closed'),
        };
      },
      about: (created) => ({ genoprop: '0.1.0', created, commandLine: ['duel'], machine: 'a machine' }),
      now: () => {
        clock += 0.5;
        return clock;
      },
      stamp: () => '2026-11-23T04:21:12.345Z',
      screen: () => Promise.reject(new Error('a scripted session has no terminal')),
      onInterrupt: (given) => {
        handler = given;
        return () => {
          handler = () => {};
        };
      },
      exit: (exitCode) => void made.steps.push(`exit ${exitCode}`),
    },
  };
  return made;
}
