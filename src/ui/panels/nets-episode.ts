/**
 * Nets panel of a task that is played in episodes: each champion in an episode of its own, with the picture of one
 * moment, what it saw, and its states over the steps.
 */

import type { GraphParts } from '../../export/graph-parts.ts';
import type { FilledStrip } from '../../nets/strips.ts';
import { buildBatch } from '../../tasks/build-batch.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { Picture } from '../../tasks/episode.ts';
import type { Recording } from '../../tasks/record-episode.ts';
import { pictureLines } from '../charts/draw-picture.ts';
import { type Area, GAP } from '../model/layout.ts';
import {
  bad,
  type Colours,
  contestantSign,
  contestantStyle,
  faint,
  good,
  strong,
} from '../terminal/styles.ts';
import { beside, fit, type Line, line, lineWidth, span, widthOf } from '../terminal/text.ts';
import { firstFitting, sentenceLines } from '../terminal/wrapped.ts';
import { adjacencyLines, adjacencyRows } from './adjacency.ts';
import { allot, labelsFor, statesLines } from './nets-states.ts';
import { inputLines, rulerLine, stripOf } from './nets-strips.ts';

/** Champion with the episode that it played. */
export interface Played {
  readonly index: number;
  readonly name: string;
  /** Text of its seed and its validation. */
  readonly about: string;
  /** Null where the net cannot be followed. */
  readonly recording: Recording | null;
  readonly strips: readonly FilledStrip[];
  /** Nodes and links of a net that is a graph. */
  readonly graph?: GraphParts | null;
}

export interface EpisodeLinesProps extends Area {
  readonly shape: TaskShape;
  readonly played: readonly Played[];
  /** Moment in seconds, by which the pictures go on; null: the last picture. */
  readonly moment: number | null;
  /** Name of the strip that is shown alone; null for all. */
  readonly chosen: string | null;
  readonly colours: Colours;
}

/** Fewest columns for two champions side by side. */
const SIDE_BY_SIDE = 60;
/** Fewest columns for strips beside a picture in pixels, and fewest rows for strips below it. */
const STRIPS_BESIDE = 70;
const STACKED = 19;
/** Steps of an episode that pass in a second of the clock. */
const STEPS_A_SECOND = 25;

export function episodeLines(props: EpisodeLinesProps): Line[] {
  const { played, width, height } = props;
  const room = height - 1;
  if (played.length === 0) return [line(' no net has been validated yet', faint)];
  if (played.length >= 2 && width >= SIDE_BY_SIDE) {
    const half = Math.floor((width - GAP) / 2);
    const [left, right] = [0, 1].map((number) => playedLines(played[number]!, props, half, room));
    return beside(left!, half, right!, GAP).slice(0, room);
  }
  const each = Math.max(5, Math.floor(room / played.length));
  return played.flatMap((one) => playedLines(one, props, width, each)).slice(0, room);
}

function playedLines(
  { index, name, about, recording, strips, graph = null }: Played,
  { shape, moment, chosen, colours }: EpisodeLinesProps,
  width: number,
  height: number,
): Line[] {
  const head: Line = [
    span(`${contestantSign(index)} `, { ...contestantStyle(index), weight: 'strong' }),
    span(fit(name, Math.min(widthOf(name), Math.max(4, width - 4))), strong),
  ];
  const headed = firstFitting([[...head, span(`  ${about}`, faint)], head], width);
  if (recording === null)
    return [headed, ...sentenceLines('Cannot be followed step by step.', width, height - 1, faint)];
  const { observations, pictures, isOver, isLost } = recording;
  const steps = observations.length;
  const end = isOver ? `${isLost ? '✗ lost' : '✓ held'} after ${steps} steps` : `✓ first ${steps} steps`;
  const lines: Line[] = [headed, line(fit(end, Math.min(width, widthOf(end))), isLost ? bad : good)];
  if (steps === 0) return lines.slice(0, height);
  const free = height - lines.length;
  const at = moment === null ? steps - 1 : Math.floor(moment * STEPS_A_SECOND) % steps;
  const picture = pictures[Math.min(at, pictures.length - 1)];
  const statesIn = (area: Area): Line[] => {
    // A graph takes up to half of the rows, where the strips keep some.
    const needed = graph === null ? 0 : adjacencyRows(graph);
    const rows = area.height < LEAST_WITH_GRAPH ? 0 : Math.min(needed, Math.ceil(area.height / 2));
    const matrix = graph === null ? [] : adjacencyLines(graph, { width: area.width, height: rows });
    const height = area.height - matrix.length;
    return [
      ...stripLines(recording, strips, { shape, chosen, colours, width: area.width, height }),
      ...matrix,
    ];
  };
  if (picture === undefined) return [...lines, ...statesIn({ width, height: free })].slice(0, height);
  const drawn = (columns: number, rows: number): Line[] => [
    ...pictureLines(picture, columns, Math.min(rows, free), contestantStyle(index), colours),
    ...(picture.text === undefined || free <= rows
      ? []
      : [line(fit(picture.text, Math.min(columns, widthOf(picture.text))), faint)]),
  ];
  if ('raster' in picture && width >= STRIPS_BESIDE && free < STACKED) {
    const half = Math.floor((width - GAP) / 2);
    const beneath = picture.text === undefined ? 0 : 1;
    const left = drawn(half, Math.max(1, free - beneath));
    const wide = Math.max(...left.map(lineWidth));
    const right = statesIn({ width: width - wide - GAP, height: free });
    lines.push(...beside(left, wide, right, GAP));
  } else {
    lines.push(...drawn(width, pictureRows(picture, free)));
    lines.push(...statesIn({ width, height: height - lines.length }));
  }
  return lines.slice(0, height);
}

/** Fewest rows below a picture for strips and the links of a graph. */
const LEAST_WITH_GRAPH = 6;

/** Rows of the picture: half of the free ones; of pixels, which say more than strips, most of them. */
function pictureRows(picture: Picture, free: number): number {
  if (free < 12) return Math.max(3, free - 3);
  if (!('raster' in picture)) return Math.floor(free / 2);
  return Math.max(Math.floor((2 * free) / 3), Math.min(free - 4, STACKED - 4));
}

interface StripArea extends Area, Pick<EpisodeLinesProps, 'shape' | 'chosen' | 'colours'> {}

/** Steps, observations and states of the net, as far as there is room. */
function stripLines(
  { observations }: Recording,
  strips: readonly FilledStrip[],
  { shape, chosen, colours, width, height }: StripArea,
): Line[] {
  if (height < 2) return [];
  const { inputs, inputNames } = shape;
  const batch = buildBatch(
    { inputs, outputs: 1, loss: 'squared', scored: 'last', ...(inputNames && { inputNames }) },
    [{ inputs: observations, targets: [0] }],
  );
  const columns = stripOf(observations.length, width, labelsFor([strips], width));
  const seen = height >= 4 ? inputLines(batch, 0, shape, columns, height >= 8 ? 3 : 1) : [];
  const above = [...(height >= 3 ? [rulerLine(columns)] : []), ...seen];
  const allotted = allot(strips, chosen, Math.max(1, height - above.length), colours);
  return [...above, ...statesLines(strips, allotted, columns, colours)];
}
