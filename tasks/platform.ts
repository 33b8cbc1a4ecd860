/**
 * A level of a platform game: run and jump to the flag over gaps, spikes and walkers. The protocol is that of MarI/O
 * (S. Bling, 2015, a script without a paper): the tiles around the player are seen, a net is read every 5 frames, buttons
 * are held where an output is above 0, and the fitness is the way less half the frames. The game, its levels and its
 * drawings are genoprop's own.
 */
import * as z from 'zod';
import { sheet } from '../src/nets/substrate.ts';
import { defineEpisode } from '../src/tasks/define-episode.ts';
import type { Agent, Episode } from '../src/tasks/episode.ts';
import { begin, END, FIELD, type Level, step } from './platform/game.ts';
import { drawnLevel, firstLevel } from './platform/levels.ts';
import { platformPicture } from './platform/picture.ts';
import { BUTTON, BUTTONS, RULES } from './platform/rules.ts';
import { look, SEEN_NAMES, SIDE } from './platform/view.ts';

/** Levels of validation and of test where they are drawn, and the share of them that a solution finishes. */
const UNSEEN = 100;
const SHARE = 0.9;

const options = z.object({
  level: z
    .enum(['first', 'drawn'])
    .default('first')
    .describe(
      'first: one level, in training and in the test; drawn: levels by chance, in the test 100 that no training has',
    ),
  difficulty: z.int().min(1).max(5).default(2).describe('of drawn levels, from steps and small gaps to pits'),
  levels: z.int().min(1).max(1000).default(8).describe('drawn levels in training'),
  draw: z.int().min(1).max(1_000_000).default(1).describe('number of the draw: another gives other levels'),
  view: z
    .enum(['tiles', 'none'])
    .default('tiles')
    .describe('tiles: 13 × 13 around the player; none: a 1 and nothing else, for null models'),
});

/** Places of the buttons as on a pad: ways by their direction, jump and run to the right of them. */
const BUTTON_PLACES: Readonly<Record<keyof typeof BUTTON, readonly [x: number, y: number]>> = {
  ...{ left: [-1, 0], right: [0, 0], down: [-0.5, 0.5], jump: [1, 0], run: [0.5, 0.5] },
};

/** Buttons held by outputs: those above 0; left and right together are neither. */
function buttonsOf(actions: Float64Array): number {
  let buttons = 0;
  for (const [number, name] of BUTTONS.entries()) if (actions[number]! > 0) buttons |= BUTTON[name];
  const both = BUTTON.left | BUTTON.right;
  return (buttons & both) === both ? buttons & ~both : buttons;
}

/** Agent that holds these buttons, and others by chance. */
const holding =
  (held: number, byChance = 0): Agent =>
  (_, actions, random) => {
    for (const [number, name] of BUTTONS.entries()) {
      const isHeld = (held & BUTTON[name]) !== 0;
      const isDrawn = (byChance & BUTTON[name]) !== 0 && random.uniform() < 0.5;
      actions[number] = isHeld || isDrawn ? 1 : -1;
    }
  };

function episodeOf(level: Level, seesTiles: boolean, about: string): Episode {
  const state = begin(level);
  const length = level.goal - RULES.player.width - level.start[0];
  let buttons = 0;
  const pixels = (): number => state[FIELD.rightmost]! - level.start[0];
  const isFinished = (): boolean => state[FIELD.end] === END.finished;
  return {
    observe(into) {
      if (seesTiles) look(level, state, into);
      else into[0] = 1;
    },
    act(actions) {
      buttons = buttonsOf(actions);
      for (let frame = 0; frame < RULES.framesOfAction; frame++) step(level, state, buttons);
      return state[FIELD.end] === END.none;
    },
    outcome() {
      const finished = isFinished();
      // Twice the fitness, a whole number, over twice its greatest value.
      const doubled = 2 * pixels() - state[FIELD.frame]! + (finished ? 2 * RULES.bonus : 0);
      const share = doubled / (2 * (length + RULES.bonus));
      return {
        loss: 1 - Math.max(-1, Math.min(1, share)),
        wrong: !finished,
        measures: {
          finished: Number(finished),
          distance: pixels() / RULES.tile,
          frames: state[FIELD.frame]!,
        },
      };
    },
    picture() {
      const seen = seesTiles ? new Float64Array(SIDE * SIDE) : null;
      if (seen !== null) look(level, state, seen);
      const way = `${Math.floor(pixels() / RULES.tile)} of ${Math.floor(length / RULES.tile)} tiles`;
      return {
        ...platformPicture(level, state, buttons, seen),
        text: `${about}: ${way}, frame ${state[FIELD.frame]}`,
      };
    },
  };
}

export default defineEpisode({
  name: 'platform',
  summary: 'run and jump to the flag of a platform level, over gaps, spikes and walkers',
  source: 'genoprop; the protocol is that of MarI/O (S. Bling, 2015, a script)',
  options,
  units: { distance: 'tiles' },
  shape: ({ view }) => ({
    observations: view === 'tiles' ? SIDE * SIDE : 1,
    actions: BUTTONS.length,
    reads: 'tanh',
    steps: RULES.frames / RULES.framesOfAction,
    observationNames: view === 'tiles' ? SEEN_NAMES : ['1'],
    actionNames: BUTTONS,
    ...(view === 'tiles'
      ? { places: { inputs: sheet(SIDE), outputs: BUTTONS.map((name) => BUTTON_PLACES[name]) } }
      : {}),
  }),
  cases: ({ level, levels }, { part }) => (level === 'first' ? 1 : part === 'training' ? levels : UNSEEN),
  isExhaustive: ({ level }) => level === 'first',
  success: ({ level }) =>
    level === 'first'
      ? { measure: 'finished', atLeast: 1, sequences: 1 }
      : { measure: 'finished', atLeast: SHARE, sequences: UNSEEN },
  begin(_random, { level, difficulty, draw, view }, { part, index }) {
    const isFirst = level === 'first';
    const { level: played } = isFirst ? firstLevel() : drawnLevel({ part, index, difficulty, draw });
    return episodeOf(played, view === 'tiles', isFirst ? 'first' : `${part} level ${index + 1}`);
  },
  agents: () => ({
    'hold right': holding(BUTTON.right),
    'hold right and jump': holding(BUTTON.right | BUTTON.jump),
    'run right, jump by chance': holding(BUTTON.right | BUTTON.run, BUTTON.jump),
  }),
});
