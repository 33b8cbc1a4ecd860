/** Path of a random stream: names such as seed, task, repetition. */

export type StreamPath = readonly (string | number)[];
