/** Job of a trial: all that a worker needs to play it, as text. Nothing in it is executed. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { fromExactJson, toExactJson } from '../../formats/exact-json.ts';
import { trialForm } from '../../tournament/spec/spec-form.ts';
import type { PluginLimits, TrialSpec } from '../../tournament/spec/tournament.ts';
import { checkedForm, WireFault } from './wire-fault.ts';

/** Version of the job's and the log's form. Workers hand jobs of another one back. */
export const WIRE_VERSION = 1;

export interface TrialJob {
  readonly wire: number;
  /** Id of the run, 12 hexadecimal digits. */
  readonly run: string;
  /** Title of the run, for people. */
  readonly title: string;
  /**
   * Trial. Its files are named by their content: the module of its task as `plugin:<sha256>`, data files in the task's
   * options as `file:<sha256>`. The worker puts addresses of its own in their place (`withFiles`).
   */
  readonly trial: TrialSpec;
  readonly limits: PluginLimits;
  /** Requirements on a worker, so that it computes the same bits. */
  readonly needs: Needs;
}

/** Versions and hashes on which the bits of a trial depend. Hashes are SHA-256 in hexadecimal digits. */
export interface Needs {
  /** Version of genoprop. */
  readonly genoprop: string;
  /** Hash of the compiled kernels. */
  readonly kernels: string;
  /** Program of a task from a file; left out for a built-in one. */
  readonly plugin?: NeededFile;
  /** Data files and folders that options of the task name, by the option. */
  readonly files?: Readonly<Record<string, NeededFile>>;
  /** Text that the name of a GPU's adapter must contain, where a GPU computes. */
  readonly adapter?: string;
}

export interface NeededFile {
  /** Name without folders, for people; that of a folder ends in `/`. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Most characters of a job: its spec is a few thousand. */
const MOST_CHARACTERS = 2 ** 20;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.strictObject({ name: z.string().min(1).max(1000), bytes: z.int().min(0), sha256 });

const jobForm = z.strictObject({
  wire: z.literal(WIRE_VERSION),
  run: z.string().regex(/^[0-9a-f]{12}$/),
  title: z.string().max(1000),
  trial: trialForm,
  limits: z.strictObject({ seconds: z.number().min(0), megabytes: z.number().positive() }),
  needs: z.strictObject({
    genoprop: z.string().min(1).max(100),
    kernels: sha256,
    plugin: file.optional(),
    files: z.record(z.string(), file).optional(),
    adapter: z.string().min(1).max(200).optional(),
  }),
});

/** Text of a job. */
export const writeJob = (job: TrialJob): string => toExactJson(job);

/**
 * Job of a text.
 * @throws WireFault where it is none, or one of another version
 */
export function readJob(text: string): TrialJob {
  if (text.length > MOST_CHARACTERS)
    throw new WireFault(`the job has ${text.length} characters, at most ${MOST_CHARACTERS} are allowed`);
  let given: unknown;
  try {
    given = fromExactJson(text);
  } catch {
    throw new WireFault('the job is no JSON');
  }
  requireWire(given, 'the job');
  const job = checkedForm(jobForm, given, 'the job') as TrialJob;
  const { module } = job.trial.task;
  const wanted = job.needs.plugin === undefined ? undefined : pluginName(job.needs.plugin);
  if (module !== wanted)
    throw new WireFault(`the job's task comes from ${module ?? 'no file'}, and it needs ${wanted ?? 'none'}`);
  return job;
}

/**
 * Requires a value of this version.
 * @throws WireFault
 */
export function requireWire(value: unknown, what: string): void {
  const { wire } = (typeof value === 'object' && value !== null ? value : {}) as { wire?: unknown };
  if (typeof wire === 'number' && wire !== WIRE_VERSION)
    throw new WireFault(
      `${what} has version ${wire}, this genoprop has ${WIRE_VERSION}; use one version on all machines`,
    );
}

/** Name of a plugin by its content, in place of its address. */
export const pluginName = ({ sha256: hash }: NeededFile): string => `plugin:${hash}`;
/** Name of a data file by its content, in place of its path. */
export const fileName = ({ sha256: hash }: NeededFile): string => `file:${hash}`;

/**
 * Trial with the addresses of a plugin and of data files.
 * @param plugin address of the module (a file URL); left out where the task is built in
 * @param files paths by option
 */
export function withFiles(
  trial: TrialSpec,
  {
    plugin,
    files = {},
  }: { readonly plugin?: string | undefined; readonly files?: Readonly<Record<string, string>> },
): TrialSpec {
  const { module: _, ...task } = trial.task;
  return {
    ...trial,
    task: {
      ...task,
      ...(plugin === undefined ? {} : { module: plugin }),
      options: { ...task.options, ...files },
    },
  };
}

/** Id of a job: runs, trials, budgets, versions and hashes that differ make another one. */
export const jobIdOf = ({ run, trial, limits, needs }: TrialJob): string =>
  `${jobPrefix(run)}${hashOf(sortedJson({ trial, limits, needs })).slice(0, 16)}`;

/** Beginning of the ids of all jobs of a run. */
export const jobPrefix = (run: string): string => `t-${run}-`;

/** First session of a run file, from which the run has its id. */
export interface FirstSession {
  /** Time, ISO 8601. */
  readonly created: string;
  readonly machine: string;
  readonly commandLine: readonly string[];
}

/** Id of a run, 12 hexadecimal digits, the same in all its sessions. */
export const runIdOf = ({ created, machine, commandLine }: FirstSession): string =>
  hashOf(toExactJson([created, machine, commandLine])).slice(0, 12);

/** Id of a run that keeps no file. */
export const randomRunId = (): string => randomBytes(6).toString('hex');

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Exact JSON with the keys of all objects in their order, so that it does not depend on how a spec was made. */
const sortedJson = (value: unknown): string => toExactJson(sorted(value));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
