/** StreamPath: the names that lead to a random stream, such as seed, task, repetition. */

export type StreamPath = readonly (string | number)[];
