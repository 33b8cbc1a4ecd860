/** Types of the one module of `seedrandom` that is used: Johannes Baagøe's Alea generator. */
declare module 'seedrandom/lib/alea.js' {
  /** State of Alea. s0, s1, s2: multiples of 2^-32 in [0, 1); c: a whole number in [0, 2091639). */
  interface AleaState {
    readonly s0: number;
    readonly s1: number;
    readonly s2: number;
    readonly c: number;
  }

  /** Generator of uniform numbers in [0, 1), multiples of 2^-32, from a state where one is given. */
  export default function alea(seed: string, options?: { readonly state: AleaState }): () => number;
}
