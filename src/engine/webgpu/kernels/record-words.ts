/** Words of 32 bits that the records of `kernels/prelude.ts` take in arrays, and their fields. */
export const TALLY_WORDS = 3;
export const ASSIGNMENT_WORDS = 7;
export const LANE_WORDS = 12;
export const LOG_WORDS = 5;
