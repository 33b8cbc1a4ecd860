/** Check of the options of a tournament or a tuning that a program plays, before anything starts. */
import * as z from 'zod';
import { FaultList } from '../tournament/script/fault-list.ts';
import { readForm } from '../tournament/script/form.ts';

/** Most worker threads, as on the command line. */
const MOST_WORKERS = 256;

const FIELDS = {
  workers: z.int().min(1).max(MOST_WORKERS).optional().describe(`a whole number from 1 to ${MOST_WORKERS}`),
  isolate: z.boolean().optional().describe('true or false'),
  seed: z.int().min(0).optional().describe(`a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`),
  budget: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe("a limit such as '5e10mac', or a list of them"),
  device: z.string().optional().describe('the name of a device'),
  run: z.string().optional().describe('the path of a run file'),
  folder: z.string().optional().describe('the path of a folder'),
  signal: z.unknown(),
  onStart: z.unknown(),
};

const IN_WORDS = 'an object of options';

/**
 * Refuses options of another type or range than theirs, and unknown ones.
 * @param others options beside the common ones, which are checked elsewhere
 * @param source beginning of messages
 * @throws Faults with all its faults
 */
export function requireOptions(options: object, others: readonly string[], source: string): void {
  const faults = new FaultList();
  const unread = Object.fromEntries(others.map((name) => [name, z.unknown()]));
  readForm({ ...FIELDS, ...unread }, options, IN_WORDS, [], faults);
  faults.throwIfAny(source);
}
