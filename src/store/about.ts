/** Origin of a run file: the process that made it, and the processes that wrote to it. */

/** Process that made a run file, or resumed its run. */
export interface RunAbout {
  /** Version of genoprop. */
  readonly genoprop: string;
  /** Time, ISO 8601. */
  readonly created: string;
  /** Arguments after `genoprop`; none where a user's program called the library. */
  readonly commandLine: readonly string[];
  /** Machine in words, for people to read. */
  readonly machine: string;
}
