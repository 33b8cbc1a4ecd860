/** Places of a task's inputs and outputs: from its shape to the facts of a tournament, and those of a task without. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defaultPlaces } from '../../src/nets/substrate.ts';
import { shapeOf } from '../../src/tasks/batches.ts';
import { defineEpisode } from '../../src/tasks/define-episode.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';

const places = { inputs: [[-1, 0, 1]], outputs: [[1, 0, 1]], hidden: [[0, 0, 0]], further: () => 1 };

const still = (outputs = places.outputs) =>
  defineEpisode({
    ...{ name: 'still', summary: 'is still', source: 'none', options: z.object({}) },
    shape: () => ({
      ...{ observations: 1, actions: 1, reads: 'linear', steps: 1 },
      places: { ...places, outputs },
    }),
    begin: () => ({
      observe: (into) => into.fill(0),
      act: () => false,
      outcome: () => ({ loss: 0, wrong: false }),
    }),
  });

it('of an episode task stand in the facts of its choice, as plain data', () => {
  const { inputs, outputs, hidden } = places;
  expect(chooseTask(still()).facts.shape.places).toEqual({ inputs, outputs, hidden });
});

it('of an episode task are checked by its number of actions', () => {
  expect(() => shapeOf(still([]), {})).toThrow(
    'task still: shape.places.outputs is a list of 0, it must be a list of 1, a place for each',
  );
});

it('of hidden units are at least one', () => {
  const empty = defineEpisode({
    ...still().episode!,
    shape: () => ({ ...still().episode!.shape({}), places: { ...places, hidden: [] } }),
  });
  expect(() => shapeOf(empty, {})).toThrow(
    /places\.hidden is .*, it must be left out, or at least one place/,
  );
});

it('where a task gives none lie on two lines, one unit alone in the middle', () => {
  expect(defaultPlaces(3, 1)).toEqual({
    inputs: [
      [-1, -1],
      [0, -1],
      [1, -1],
    ],
    outputs: [[0, 1]],
  });
});
