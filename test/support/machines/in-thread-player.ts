/**
 * Player on the test's own thread, for many small trials of many workers in one process: real trials, which give way to
 * the event loop between their steps.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Player } from '../../../src/tournament/players/player.ts';
import { builtIn, type Catalogue } from '../../../src/tournament/spec/catalogue.ts';
import { deviceExaminer, examSets } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';

export interface InThreadOptions {
  /** Number of trials at once. Default 1. */
  readonly atOnce?: number;
  /** Number of steps of a trial between two pauses. Default 4. */
  readonly stepsAtOnce?: number;
  /** Milliseconds of such a pause. Default 1. */
  readonly pause?: number;
  readonly catalogue?: Catalogue;
}

export function inThreadPlayer(options: InThreadOptions = {}): Player {
  const { atOnce = 1, stepsAtOnce = 4, pause: milliseconds = 1, catalogue = builtIn } = options;
  let underWay = 0;
  let isPaused = false;
  let isStopped = false;
  return {
    next: (pending) => (pending.length > 0 && underWay < atOnce ? 0 : null),
    async play(trial, from, emit) {
      underWay++;
      try {
        const device = await catalogue.openDevice(trial.device);
        const sets = examSets(catalogue.task(trial.task.name), trial);
        const examiner = deviceExaminer(assembleTrial(trial, catalogue), sets, device, () => isStopped);
        let steps = 0;
        await runTrial(trial, {
          catalogue,
          device,
          examiner,
          ...(from === null ? {} : { resume: from }),
          oneUpdateAStep: true,
          control: () => (isStopped ? 'stop' : isPaused || ++steps % stepsAtOnce === 0 ? 'pause' : 'go on'),
          async waitOutPause() {
            do await pause(milliseconds);
            while (isPaused && !isStopped);
          },
          emit,
        });
        await device.close();
      } finally {
        underWay--;
      }
    },
    setPaused(paused) {
      isPaused = paused;
    },
    setWaiting() {},
    stop() {
      isStopped = true;
    },
    async close() {
      isStopped = true;
    },
  };
}
