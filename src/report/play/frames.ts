/** Frames of a replay's page: what its canvas draws and what its tables show, step by step. */
import type { Replay } from '../../export/replay-champion.ts';
import type { LinePicture, Picture, PictureRole, RasterPicture } from '../../tasks/episode.ts';
import type { Raster } from '../../tasks/raster.ts';
import { readableData } from '../readable-data.ts';

/** Picture with its numbers in widths of the view: x from 0 at the left to 1, y upwards from 0 at the bottom. */
export interface PlayLines {
  /** Height of the view. */
  readonly height: number;
  /** Open polygons: x and y in turn. */
  readonly lines: readonly (readonly [role: PictureRole, points: readonly number[]])[];
  readonly text: string;
}

/** Patterns and map of many rasters. */
export type PlayScene = Pick<Raster, 'tile' | 'art' | 'columns'> & { readonly map: readonly number[] };

/** Raster by the number of its scene. */
export interface PlayRaster extends Pick<Raster, 'left' | 'top' | 'width' | 'height'> {
  readonly scene: number;
  readonly sprites: readonly (readonly [art: number, x: number, y: number, isMirrored: 0 | 1])[];
}

/** Picture in pixels. */
export interface PlayPixels {
  readonly raster: PlayRaster;
  readonly seen: PlayRaster | null;
  readonly lamps: readonly (readonly [name: string, isLit: 0 | 1])[];
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
  readonly pictures: readonly (PlayLines | PlayPixels)[];
  /** Scenes of the pictures in pixels. */
  readonly scenes: readonly PlayScene[];
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
    ...picturesData(recording.pictures),
  });
}

/** Pictures as pages draw them, and the scenes of those in pixels. */
export function picturesData(pictures: readonly Picture[]): Pick<PlayData, 'pictures' | 'scenes'> {
  const scenes = new Scenes();
  return { pictures: pictures.map((picture) => pictureData(picture, scenes)), scenes: scenes.list };
}

/** One picture. @param scenes scenes so far, to which those of the picture are added */
export const pictureData = (picture: Picture, scenes: Scenes): PlayLines | PlayPixels =>
  'raster' in picture ? pixelData(picture, scenes) : lineData(picture);

export const namesOf = (names: readonly string[] | undefined, count: number, what: string): string[] =>
  Array.from({ length: count }, (_, index) => names?.[index] ?? `${what} ${index + 1}`);

/** Digits behind the point of a share of the view's width: a tenth of a pixel of a wide window. */
const DIGITS = 4;

function lineData({ view, lines, text }: LinePicture): PlayLines {
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

/** Scenes, each kept once. */
export class Scenes {
  readonly list: PlayScene[] = [];
  readonly #numbers = new Map<string, number>();

  windowOf({ tile, art, map, columns, left, top, width, height, sprites = [] }: Raster): PlayRaster {
    const scene: PlayScene = { tile, art, columns, map: Array.from(map) };
    const text = JSON.stringify(scene);
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.list.push(scene) - 1;
      this.#numbers.set(text, number);
    }
    return {
      ...{ scene: number, left, top, width, height },
      sprites: sprites.map(({ art: own, x, y, isMirrored }) => [own, x, y, isMirrored ? 1 : 0]),
    };
  }
}

const pixelData = ({ raster, seen, lamps = [], text }: RasterPicture, scenes: Scenes): PlayPixels => ({
  raster: scenes.windowOf(raster),
  seen: seen === undefined ? null : scenes.windowOf(seen),
  lamps: lamps.map(({ name, isLit }) => [name, isLit ? 1 : 0]),
  text: text ?? '',
});
