/**
 * Tester of champions that other machines found. Champions of built-in tasks are tested in a thread. The code of a task
 * from a file runs in a child process, as in its trials: there the trial goes on from its newest checkpoint, whose best
 * net is the champion, to its end; without a checkpoint it is played from its start.
 */
import type { Snapshot } from '../../learners/learner.ts';
import { localPlayer } from '../../tournament/players/local.ts';
import type { Player } from '../../tournament/players/player.ts';
import { builtIn } from '../../tournament/spec/catalogue.ts';
import {
  defaultLimits,
  type PluginLimits,
  type TrialResult,
  type TrialSpec,
} from '../../tournament/spec/tournament.ts';
import type { TrialChampion } from '../../tournament/spec/trial-champion.ts';
import { openRetester, type RetestAnswer } from '../../tournament/threads/retester.ts';

export interface Tester {
  /**
   * Tests a champion of that trial on its device.
   * @param snapshot newest of its trial; null where there is none
   */
  test(trial: TrialSpec, champion: TrialChampion, snapshot: Snapshot | null): Promise<RetestAnswer>;
  close(): Promise<void>;
}

export interface TesterOptions {
  /** Limits of the code of tasks from files. */
  readonly limits?: PluginLimits;
  /** False to run the code of tasks from files on threads of this process. Default: true. */
  readonly isolate?: boolean | undefined;
}

/** Opens the tester. Its threads and processes start with their first work. */
export function openTester({ limits = defaultLimits, isolate = true }: TesterOptions = {}): Tester {
  const retester = openRetester({ limits });
  let player: Player | null = null;
  /** The last work, for one trial is tested at a time. */
  let last: Promise<unknown> = Promise.resolve();
  async function goOn(
    trial: TrialSpec,
    champion: TrialChampion,
    snapshot: Snapshot | null,
  ): Promise<RetestAnswer> {
    player ??= localPlayer({
      catalogue: builtIn,
      address: null,
      workers: 1,
      limitsOf: () => limits,
      isolate,
    });
    const ended = { result: null as TrialResult | null };
    await player.play(trial, snapshot, (event) => {
      if (event.type === 'finished') ended.result = event.result;
    });
    return answerOf(ended.result, champion);
  }
  return {
    test(trial, champion, snapshot) {
      const isApart = isolate && trial.task.module !== undefined;
      const test = (): Promise<RetestAnswer> =>
        isApart ? goOn(trial, champion, snapshot) : retester.test(trial, champion);
      const answer = last.then(test, test);
      last = answer;
      return answer;
    },
    async close() {
      await Promise.all([retester.close(), player?.close()]);
    },
  };
}

function answerOf(result: TrialResult | null, { parameters }: TrialChampion): RetestAnswer {
  if (result === null) return { fault: 'its trial has no end here' };
  const { stop, testError: error, testLoss: loss, testMeasures: measures, champion } = result;
  if (error === null || loss === null || champion === null)
    return { fault: `it ends here as ${stop.reason}: ${stop.detail}` };
  const isSame =
    champion.parameters.length === parameters.length &&
    champion.parameters.every((value, index) => Object.is(value, parameters[index]));
  return isSame ? { tested: { error, loss, measures } } : { fault: 'its trial has another champion here' };
}
