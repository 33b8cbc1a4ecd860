/** A tournament whose nets run free and mixed in training: its lessons travel to helpers with their feedback. */
import { expect, it } from 'vitest';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { choiceOf, settleTask, UNKNOWN } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { findTask } from '../../../tasks/index.ts';
import { timeless } from '../../support/tournament/toys.ts';

const small = { hidden: 3, population: 8, sequences: 6, inFlight: 8, renewal: 24 };
const mixed = { forcingNoise: 0.01, forcingFloor: 0.25, forcingSpan: 2 };

const spec: TournamentSpec = {
  tasks: [choiceOf(settleTask(findTask('figure-eight'), { washout: 5, free: 8 }), UNKNOWN, undefined)],
  contestants: [
    resolveContestant('genitor', { ...small, forcing: 'none' }, { as: 'free' }),
    resolveContestant('genitor', { ...small, ...mixed, forcing: 'visible' }, { as: 'mixed' }),
    resolveContestant('adam', { hidden: 3, batch: 4, ...mixed }, { as: 'adam' }),
  ],
  seeds: 1,
  seed: 1,
  budget: { macs: 1_000_000 },
  device: 'wasm',
};

it('free runs, mixing and noise give the same results with 1 and 2 workers', async () => {
  const play = async (workers: number) => {
    const results: unknown[] = [];
    // The smallest job is shared, so that idle workers have something to help with.
    for await (const event of runTournament(spec, { workers, jobMacs: 1 }))
      if (event.type === 'finished') results.push(timeless(event.result));
    return results.sort((a, b) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1));
  };
  const alone = await play(1);
  expect(alone).toHaveLength(3);
  expect(alone.map((result) => (result as { stop: { reason: string } }).stop.reason)).toEqual(
    alone.map(() => 'budget'),
  );
  expect(await play(2)).toEqual(alone);
});
