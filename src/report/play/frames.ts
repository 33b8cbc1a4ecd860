/** Frames of a replay's page: what its canvas draws and what its tables show, step by step. */
import type { Replay } from '../../export/replay-champion.ts';
import type { Picture, PictureRole } from '../../tasks/episode.ts';
import { readableData } from '../readable-data.ts';

/** Picture with its numbers in widths of the view: x from 0 at the left to 1, y upwards from 0 at the bottom. */
export interface PlayPicture {
  /** Height of the view. */
  readonly height: number;
  /** Open polygons: x and y in turn. */
  readonly lines: readonly (readonly [role: PictureRole, points: readonly number[]])[];
  readonly text: string;
}

export interface PlayData {
  readonly format: 'genoprop.play/1';
  readonly title: string;
  /** Names of the observations and of the actions. */
  readonly sees: readonly string[];
  readonly does: readonly string[];
  /** Numbers `[step][observation]` and `[step][action]`. */
  readonly observations: readonly (readonly number[])[];
  readonly actions: readonly (readonly number[])[];
  /** Picture before each action; empty where the task draws none. */
  readonly pictures: readonly PlayPicture[];
}

export function playData({ champion, task, shape, start, recording }: Replay): PlayData {
  const { inputs, outputs, inputNames, outputNames } = shape;
  const { contestant, trial } = champion.about;
  const short = (values: Float64Array): number[] =>
    Array.from(values, (value) => Number(value.toPrecision(4)));
  return readableData({
    format: 'genoprop.play/1',
    title: `${contestant.name}, seed ${trial.repetition}, on ${task}, start ${start}`,
    sees: namesOf(inputNames, inputs.size, 'observation'),
    does: namesOf(outputNames, outputs, 'action'),
    observations: recording.observations.map(short),
    actions: recording.actions.map(short),
    pictures: recording.pictures.map(pictureData),
  });
}

export const namesOf = (names: readonly string[] | undefined, count: number, what: string): string[] =>
  Array.from({ length: count }, (_, index) => names?.[index] ?? `${what} ${index + 1}`);

/** Digits behind the point of a share of the view's width: a tenth of a pixel of a wide window. */
const DIGITS = 4;

function pictureData({ view, lines, text }: Picture): PlayPicture {
  const width = view.right - view.left;
  const share = (value: number, from: number): number => Number(((value - from) / width).toFixed(DIGITS));
  return {
    height: share(view.top, view.bottom),
    lines: lines
      .filter(({ points }) => points.every(Number.isFinite))
      .map(({ points, role = 'object' }) => [
        role,
        points.map((value, at) => share(value, at % 2 === 0 ? view.left : view.bottom)),
      ]),
    text: text ?? '',
  };
}
