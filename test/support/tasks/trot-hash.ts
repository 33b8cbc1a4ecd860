/** Hash of the engine's world after a trot, as a function and as a thread that sends it. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { trot } from '../../../tasks/gait/driven-gaits.ts';
import { ACTIONS } from '../../../tasks/gait/episode.ts';
import { rapier2d, rapier3d } from '../../../tasks/gait/rapier.ts';
import type { Leg } from '../../../tasks/gait/walker.ts';
import { walker2d } from '../../../tasks/gait/walker-2d.ts';
import { walker3d } from '../../../tasks/gait/walker-3d.ts';

const LEGS: readonly Leg[] = ([1, -1] as const).flatMap((along) =>
  ([-1, 1] as const).map((aside) => ({ name: `${along} ${aside}`, along, aside })),
);

/** SHA-256, 16 hex digits, of the snapshot after so many actions of four steps. */
export async function trotHash(task: 'gait' | 'gait-2d', actions: number): Promise<string> {
  const start = { velocity: [0, 0] as const, offsets: new Float64Array(8) };
  const engine = task === 'gait' ? rapier3d : rapier2d;
  await engine.prepare();
  const walker =
    task === 'gait' ? walker3d(rapier3d.module(), LEGS, start) : walker2d(rapier2d.module(), LEGS, start);
  const [drive, targets] = [trot(LEGS), new Float64Array(8)];
  for (let taken = 0; taken < actions; taken++) {
    drive(taken / ACTIONS, targets);
    walker.drive(targets);
  }
  const hash = createHash('sha256').update(walker.snapshot()).digest('hex').slice(0, 16);
  walker.free();
  return hash;
}

const asked = workerData as { trot?: 'gait' | 'gait-2d'; actions?: number } | null;
if (parentPort !== null && asked?.trot !== undefined)
  parentPort.postMessage(await trotHash(asked.trot, asked.actions!));
