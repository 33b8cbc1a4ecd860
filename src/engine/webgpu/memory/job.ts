/** Job: the numbers that one dispatch of a kernel reads, by the names of `kernels/prelude.ts`. */
import type { jobFields } from '../kernels/prelude.ts';

export type Job = Readonly<Record<Exclude<(typeof jobFields)[number], 'nan'>, number>>;
