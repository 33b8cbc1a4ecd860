/** About a run: who made its file, and who wrote to it. */

/** How a run file came to be, or who went on with it. */
export interface RunAbout {
  /** genoprop's version. */
  readonly genoprop: string;
  /** ISO 8601. */
  readonly created: string;
  /** The words after `genoprop`; none where a program of the user's own used the library. */
  readonly commandLine: readonly string[];
  /** The machine in words, for people to read. */
  readonly machine: string;
}
