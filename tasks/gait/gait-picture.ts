/** Picture of the walking robot from the side; the view follows it. */
import type { LinePicture } from '../../src/tasks/episode.ts';
import type { Walker } from './walker.ts';

/** Part of the plane that is seen, in m: so far before and behind the torso's centre, and from below the ground on. */
const VIEW = { half: 1.2, bottom: -0.15, top: 0.85 };
const MARK = { height: 0.06, flag: 0.7 };

export interface GaitMoment {
  readonly goal: number;
  readonly distance: number;
  readonly seconds: number;
  readonly hasFallen: boolean;
}

/** Picture of now. A metre of the ground has a mark, and the goal a flag on either side of the start. */
export function gaitPicture(walker: Walker, { goal, distance, seconds, hasFallen }: GaitMoment): LinePicture {
  const here = walker.state.place[0]!;
  const x = Number.isFinite(here) ? here : 0;
  const [left, right] = [x - VIEW.half, x + VIEW.half];
  const marks: number[] = [];
  for (let metre = Math.ceil(left); metre <= right; metre++) marks.push(metre);
  const flags = [-goal, goal].filter((place) => place >= left && place <= right);
  const { torso, legs } = walker.outline();
  const isDrawn = [torso, ...legs].every((points) => points.every((value) => Number.isFinite(value)));
  return {
    view: { left, right, bottom: VIEW.bottom, top: VIEW.top },
    lines: [
      { points: [left, 0, right, 0], role: 'ground' },
      ...marks.map((metre) => ({ points: [metre, -MARK.height, metre, 0], role: 'ground' as const })),
      ...flags.map((place) => ({ points: [place, 0, place, MARK.flag], role: 'goal' as const })),
      ...(isDrawn
        ? [
            ...legs.map((points) => ({ points, role: 'object' as const })),
            { points: torso, role: 'actor' as const },
          ]
        : []),
    ],
    text: `${distance.toFixed(2)} m in ${seconds.toFixed(1)} s${hasFallen ? ', fallen' : ''}`,
  };
}
