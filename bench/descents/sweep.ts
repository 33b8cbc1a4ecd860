/** Sizes at which descents are measured: around the paper's job, one of them changed at a time. */
import type { JointShape } from './joint-trials.ts';

type Sizes = Omit<JointShape, 'omega'>;

/** Main job, that of Pascanu, Mikolov & Bengio's figure; 225 trials are a tournament of 45 settings, 5 times each. */
export const MAIN: Omit<Sizes, 'trials'> = { hidden: 50, batch: 20, length: 200 };
export const MAIN_TRIALS = { one: 1, all: 225 } as const;

const full: readonly Sizes[] = [
  ...[1, 9, 45, 225].map((trials) => ({ ...MAIN, trials })),
  ...[1, 45].map((trials) => ({ ...MAIN, batch: 200, trials })),
  ...[1, 45].map((trials) => ({ ...MAIN, hidden: 128, trials })),
  ...[1, 45].map((trials) => ({ ...MAIN, hidden: 300, trials })),
  ...[1, 225].map((trials) => ({ ...MAIN, length: 50, trials })),
];

/** Nets with gates, at the size of the main job. */
const gated: readonly Sizes[] = (['lstm', 'gru'] as const).flatMap((net) =>
  [1, 225].map((trials) => ({ ...MAIN, net, trials })),
);

/** Small sizes, each of which takes less than a second where the processor computes. */
const small: readonly Sizes[] = [1, 3].map((trials) => ({ hidden: 50, batch: 5, length: 20, trials }));

/** Jobs with clipping, then with Ω as well; those of nets with gates have no Ω. */
export const sweep = (scale: 'full' | 'small'): readonly JointShape[] => [
  ...(scale === 'full' ? full : small).flatMap((sizes) => [
    { ...sizes, omega: false },
    { ...sizes, omega: true },
  ]),
  ...(scale === 'full' ? gated : []).map((sizes) => ({ ...sizes, omega: false })),
];

/** Name of sizes: `H=50, batch 20, T=200`, and `LSTM, H=50, batch 20, T=200` */
export const named = ({ net, hidden, batch, length }: Omit<Sizes, 'trials'>): string =>
  `${net === undefined ? '' : `${net.toUpperCase()}, `}H=${hidden}, batch ${batch}, T=${length}`;

export const inTrials = (trials: number): string => (trials === 1 ? 'one trial' : `${trials} trials at once`);

/** Description of a job: `225 trials at once, H=50, batch 20, T=200, clipping and Ω` */
export const described = ({ trials, omega, ...sizes }: JointShape): string =>
  `${inTrials(trials)}, ${named(sizes)}, clipping${omega ? ' and Ω' : ''}`;
