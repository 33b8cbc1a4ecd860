/**
 * Limits of the data that go from a run into its report. A report is opened, mailed and printed, so it stays within a
 * few megabytes however many trials there were; the report says what was left out.
 */

/** Most points of all trials' curves together, and the least and most of one. */
const CURVE_POINTS = { all: 15_000, least: 40, most: 400 };
/** Most trials of a contestant on a task whose insides are shown in pictures, and of all together. */
const PICTURES = { most: 10, all: 60 };
/** Most characters of the pictures of all episodes together. */
const FILMS = 1_200_000;
/** Most numbers of hidden states of all champions together. */
const STATE_BYTES = 1_200_000;

export interface Limits {
  /** Most points of a trial's curve. */
  readonly curve: number;
  /** Most repetitions of each contestant on each task of which a population or an error signal is pictured. */
  readonly pictures: number;
  /** Most points of such a picture over cost. */
  readonly histograms: number;
  /** Most stages of training at which the error signal is shown, and most of its points over the sequence. */
  readonly stages: number;
  readonly lags: number;
  /** Most test sequences of each task. */
  readonly specimens: number;
  /** Most steps of a sequence, hidden units of a net and inputs of a vector that are shown. */
  readonly steps: number;
  readonly units: number;
  readonly inputs: number;
  /** Most recorded actions of an episode, most pictures of it, and characters of all pictures of one. */
  readonly recorded: number;
  readonly frames: number;
  readonly film: number;
  /** Most hidden states that the champions of one task may take up together. */
  readonly states: number;
}

export function limitsFor({
  tasks,
  contestants,
  seeds,
}: Readonly<Record<'tasks' | 'contestants' | 'seeds', number>>): Limits {
  const trials = Math.max(1, tasks * contestants * seeds);
  const pairs = Math.max(1, tasks * contestants);
  const within = (value: number, least: number, most: number): number =>
    Math.max(least, Math.min(most, Math.floor(value)));
  return {
    curve: within(CURVE_POINTS.all / trials, CURVE_POINTS.least, CURVE_POINTS.most),
    pictures: within(PICTURES.all / pairs, 1, PICTURES.most),
    histograms: 120,
    stages: 6,
    lags: 150,
    specimens: 6,
    steps: 1000,
    recorded: 1000,
    frames: 150,
    film: within(FILMS / pairs, 20_000, 150_000),
    units: 64,
    inputs: 32,
    states: Math.floor(STATE_BYTES / Math.max(1, tasks)),
  };
}

/** Most units that a strip shows of a net with so many strips: half as many where it has several. */
export const unitsOfStrip = ({ units }: Pick<Limits, 'units'>, strips: number): number =>
  strips === 1 ? units : Math.ceil(units / 2);
