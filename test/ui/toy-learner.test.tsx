/** A learner that only tests have, in the terminal UI: everything that it shows comes from its capabilities. */
import { describe, expect, it } from 'vitest';
import type { Contestant, TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { Inside } from '../../src/ui/panels/inside.tsx';
import { choosePair } from '../../src/ui/panels/nets.tsx';
import { readings } from '../../src/ui/panels/panel-reading.ts';
import { racers } from '../../src/watch/racing.ts';
import type { StoryChampion } from '../../src/watch/story.ts';
import { offerToyLearner } from '../support/learners/toy-learner.ts';
import { rowsOf } from '../support/ui/frames.tsx';
import { checkpointed, shownAfter, specOf, started } from '../support/ui/scenes.ts';

offerToyLearner();

const known = specOf({ contestants: ['ga', 'toy', 'guess'], seeds: 1 });
const learners: Readonly<Record<string, string>> = { toy: 'toy-solver', guess: 'random-search' };
const spec = {
  ...known,
  contestants: known.contestants.map(
    (one): Contestant => ({ ...one, learner: learners[one.name] ?? one.learner }),
  ),
};

function events(): TournamentEvent[] {
  const event = checkpointed('order/toy/1', 0, 0.5);
  if (event.type !== 'checkpoint') throw new Error('no checkpoint');
  const inside = { residualShare: 0.25, solvedSystems: 1234, scratch: 1 };
  return [started('order/toy/1'), { ...event, checkpoint: { ...event.checkpoint, inside } }];
}

describe('a learner of another kind', () => {
  const shown = shownAfter(spec, events());

  it('is at work in its own word', () => {
    const { standing, story } = shown;
    const rows = racers(spec, standing, story, 'order', false);
    expect(rows[1]).toMatchObject({ name: 'toy', activity: 'solving' });
  });

  it('shows its measures in its own words and units, and none that it keeps to itself', () => {
    const text = rowsOf(
      <Inside
        spec={spec}
        story={shown.story}
        task="order"
        chosen={1}
        onward={0}
        beside={false}
        left={0}
        right={0}
        paused={false}
        focused
        width={80}
        height={20}
      />,
      { width: 80, height: 20 },
    ).join('\n');
    expect(text).toContain('B toy  seed 1, solving, 100 updates');
    expect(text).toMatch(/share unexplained +25\.0%/);
    expect(text).toMatch(/systems solved +1234/);
    expect(text).not.toMatch(/scratch|residual|guessing/);
  });

  it('is explained in the help', () => {
    expect(readings.inside).toContainEqual({
      name: 'Share unexplained',
      text: 'At 0 % everything is explained.',
    });
  });

  it('stands for those that learn by updates among the nets, and one that guesses for nobody', () => {
    const champion = (name: string, error: number): [string, StoryChampion] => [
      `order/${name}`,
      { trial: `order/${name}/1`, parameters: new Float32Array(0), error, loss: 1 } as StoryChampion,
    ];
    const champions = new Map([champion('ga', 0.5), champion('toy', 0.6), champion('guess', 0.1)]);
    const pair = choosePair(spec, champions, 'order', 0, 0);
    expect(pair.map(({ contestant }) => contestant.name)).toEqual(['ga', 'toy']);
  });
});
