/** Outline of the walking robot, seen from the side. */
import { cos, sin } from '../../src/numeric/elementary.ts';
import { ROBOT, type Walker } from './walker.ts';

/** End of a segment, so far above its centre along itself. */
export type EndOf = (segment: number, along: number) => [x: number, y: number];

/**
 * Outline of a robot of so many legs.
 * @param segments ends of the segments, numbered as the legs make them: the upper one of each, then the lower one
 */
export function walkerOutline(
  place: Readonly<Record<'x' | 'y', number>>,
  pitch: number,
  legs: number,
  segments: EndOf,
): ReturnType<Walker['outline']> {
  const { torso, upper, lower } = ROBOT;
  const [s, c] = [sin(pitch), cos(pitch)];
  const at = (length: number, height: number): number[] => [
    place.x + length * c - height * s,
    place.y + length * s + height * c,
  ];
  const [half, up] = [torso.length / 2, torso.height / 2];
  return {
    torso: [at(-half, -up), at(half, -up), at(half, up), at(-half, up), at(-half, -up)].flat(),
    legs: Array.from({ length: legs }, (_, leg) => [
      ...segments(2 * leg, upper.length / 2),
      ...segments(2 * leg, -upper.length / 2),
      ...segments(2 * leg + 1, -lower.length / 2 - lower.radius),
    ]),
  };
}
