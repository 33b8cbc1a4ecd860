/**
 * Order in which training goes through the cases of a task: drawn for each minibatch, in epochs, or, where sequences
 * continue, one after the other from the places at which the lanes of the minibatch begin.
 */
import { UserError } from '../errors.ts';
import { randomOrder } from '../random/order.ts';
import { type Random, randomStream } from '../random/random.ts';
import type { Task, TaskShape } from './define-task.ts';
import type { StreamPath } from './stream-path.ts';

/** Minibatch of a training stream. */
export interface Minibatch {
  readonly path: StreamPath;
  readonly index: number;
  readonly sequences: number;
  /** Stream of this minibatch. */
  readonly random: Random;
}

/**
 * Case of sequence b of a minibatch.
 * @param cases their number; undefined where sequences are drawn without end
 * @throws UserError where the shape asks for an order and there are no cases
 */
export function trainingOrder(
  { name }: Pick<Task, 'name'>,
  { continues = false, streams, epochs = false }: TaskShape,
  cases: number | undefined,
  minibatch: Minibatch,
): (b: number) => number {
  if (cases === undefined) {
    if (!continues && !epochs) return (b) => b;
    const [field, what] = continues
      ? ['continues', 'how many training sequences follow one another']
      : ['epochs', 'how many training sequences make an epoch'];
    throw new UserError(`task ${name}: shape.${field} is true, so \`cases\` must say ${what}`);
  }
  if (epochs) return inEpochs(cases, minibatch);
  if (!continues) return shuffled(cases, minibatch.random);
  const { path, index } = minibatch;
  checkStreams(name, streams, cases);
  const placeOf = streams === undefined ? drawnPlace(cases, path) : evenPlace(cases, path, streams);
  return (b) => (placeOf(b) + index) % cases;
}

/** @throws UserError where there are more streams than cases, of which some would then be the same */
export function checkStreams(name: string, streams: number | undefined, cases: number | undefined): void {
  if (streams === undefined || cases === undefined || streams <= cases) return;
  throw new UserError(
    `task ${name}: ${streams} streams cannot be cut from ${cases} training sequences; take at most so many`,
  );
}

/** Place at which lane b begins: one of its own, so that a batch of more sequences begins with those of a smaller one. */
const drawnPlace = (cases: number, path: StreamPath) => (b: number) =>
  randomStream(...path, 'place', b).integer(cases);

/** Places at even distances from a drawn one on; lanes beyond the streams begin at drawn ones. */
function evenPlace(cases: number, path: StreamPath, streams: number): (b: number) => number {
  const drawn = drawnPlace(cases, path);
  const first = randomStream(...path, 'streams').integer(cases);
  return (b) => (b < streams ? (first + Math.floor((b * cases) / streams)) % cases : drawn(b));
}

/** Places of the minibatch in the endless row of epochs, of which each has an order of its own. */
function inEpochs(cases: number, { path, index, sequences }: Minibatch): (b: number) => number {
  const orders = new Map<number, (place: number) => number>();
  return (b) => {
    const place = index * sequences + b;
    const epoch = Math.floor(place / cases);
    const order = orders.get(epoch) ?? randomOrder(cases, randomStream(...path, 'epoch', epoch));
    orders.set(epoch, order);
    return order(place % cases);
  };
}

/**
 * Order of one minibatch: a lazy Fisher-Yates shuffle, drawn for b = 0, 1, 2, … Only moved entries are kept, since a
 * batch takes a few of perhaps many thousand cases.
 */
function shuffled(cases: number, random: Random): (b: number) => number {
  const moved = new Map<number, number>();
  return (b) => {
    const at = b % cases;
    const from = at + random.integer(cases - at);
    const index = moved.get(from) ?? from;
    moved.set(from, moved.get(at) ?? at);
    moved.set(at, index);
    return index;
  };
}
