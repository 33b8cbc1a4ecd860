/**
 * Fit of a job and this machine: whether a trial computes the same bits here as anywhere else, and the files of this
 * machine that it takes. A job that does not fit is given back with the reason, never played.
 */
import { pathToFileURL } from 'node:url';
import { monotonicSeconds } from '../../clock.ts';
import { devices, presenceOf, trialsAtOnce } from '../../engine/index.ts';
import type { Presence } from '../../engine/presence.ts';
import { oneLine } from '../../errors.ts';
import { openTask } from '../../tournament/plugins/plugin.ts';
import { builtIn } from '../../tournament/spec/catalogue.ts';
import { taskChange } from '../../tournament/spec/difference.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { ownNeeds } from '../wire/needs.ts';
import { type NeededFile, type TrialJob, withFiles } from '../wire/trial-job.ts';

/**
 * Trial with addresses of this machine, and the name of the GPU that plays it, null for the processor; or the reason why
 * it cannot be played here, in one line.
 */
export type Fit =
  | { readonly trial: TrialSpec; readonly adapter: string | null }
  | { readonly reason: string };

export type Judge = (job: TrialJob) => Promise<Fit>;

export interface OwnProgram {
  readonly path: string;
  /** True for a program that a coordinator has sent, which is run in processes with few rights alone. */
  readonly isForeign: boolean;
}

/** Files of this machine, by their content. */
export interface OwnFiles {
  /** Program with that hash; null where there is none. */
  plugin(needed: NeededFile, run: string): Promise<OwnProgram | null>;
  /** Path of the data file or folder with that hash; null where there is none. */
  data(needed: NeededFile): Promise<string | null>;
  /** Clause that says where programs or data are looked for. */
  readonly places: { readonly plugins: string; readonly data: string };
}

/** Seconds after which a task that did not fit is looked at again, for its files may have come. */
const LOOK_AGAIN_SECONDS = 15;

/** Judge of jobs. Files of a task that has been judged are not read again for each of its jobs. */
export function judgeOf(files: OwnFiles): Judge {
  const own = ownNeeds();
  const presences = new Map<string, Promise<Presence | null>>();
  const known = new Map<string, { readonly choice: Choice; readonly until: number }>();
  return async (job) => {
    const { needs, trial } = job;
    if (needs.genoprop !== own.genoprop)
      return { reason: `has genoprop ${own.genoprop}, the run needs ${needs.genoprop}` };
    if (needs.kernels !== own.kernels)
      return {
        reason: `has other kernels of genoprop ${own.genoprop} (${short(own.kernels)}) than the run (${short(needs.kernels)}); build or install both alike`,
      };
    const unknown = unknownName(trial);
    if (unknown !== null) return { reason: unknown };
    const looked = presences.get(trial.device) ?? lookFor(trial.device);
    presences.set(trial.device, looked);
    const presence = await looked;
    const lacking = lacksDevice(trial.device, presence, needs.adapter);
    if (lacking !== null) return { reason: lacking };
    const key = JSON.stringify([trial.task, needs.plugin, needs.files, job.limits]);
    const held = known.get(key);
    const choice =
      held !== undefined && held.until > monotonicSeconds() ? held.choice : await choiceOf(job, files);
    const seconds = 'reason' in choice ? LOOK_AGAIN_SECONDS : Number.POSITIVE_INFINITY;
    if (choice !== held?.choice) known.set(key, { choice, until: monotonicSeconds() + seconds });
    if ('reason' in choice) return choice;
    return { trial: withFiles(trial, choice), adapter: gpuOf(presence) };
  };
}

/** Addresses for a task, as `withFiles` takes them, or the reason why it cannot be played. */
type Choice =
  | { readonly plugin?: string | undefined; readonly files: Readonly<Record<string, string>> }
  | { readonly reason: string };

async function choiceOf({ run, trial, needs, limits }: TrialJob, own: OwnFiles): Promise<Choice> {
  const { plugin: program, files: wanted = {} } = needs;
  const plugin = program === undefined ? undefined : await own.plugin(program, run);
  if (plugin === null) return { reason: lacksFile('program', program!, own.places.plugins) };
  const files: Record<string, string> = {};
  for (const [option, needed] of Object.entries(wanted)) {
    const path = await own.data(needed);
    if (path === null) return { reason: lacksFile('data', needed, own.places.data) };
    files[option] = path;
  }
  const { task } = trial;
  if (plugin?.isForeign) {
    // It is the coordinator's own to the last byte, and so are its data: there is nothing to compare.
    if (trialsAtOnce(trial.device) === 1) return { plugin: pathToFileURL(plugin.path).href, files };
    return { reason: `plays programs that are sent on the processor alone, not on ${trial.device}` };
  }
  try {
    // Its code runs here before any trial, and with no more rights than in one.
    const open = await openTask(plugin?.path ?? task.name, { limits, isolate: true });
    const found = open.name === task.name ? null : `is called ${open.name} here`;
    const local = withFiles(trial, { plugin: open.module ?? undefined, files }).task;
    const change = found ?? taskChange(task, await open.choose(local.options), 'here');
    if (change !== null) return { reason: `task ${task.label}: ${change}` };
    return { plugin: open.module ?? undefined, files };
  } catch (error) {
    return { reason: `task ${task.label}: cannot be chosen here: ${oneLine(error)}` };
  }
}

const lacksFile = (what: string, { name, bytes, sha256 }: NeededFile, places: string): string =>
  `lacks the ${what} ${name} (${bytes} bytes, SHA-256 ${short(sha256)}); ${places}`;

/** Reason why the contestant of a trial cannot be played; null where its learner and its net are known. */
function unknownName({ contestant: { learner, architecture } }: TrialSpec): string | null {
  try {
    builtIn.learner(learner);
    builtIn.architecture(architecture);
    return null;
  } catch (error) {
    return `cannot play it: ${oneLine(error)}`;
  }
}

/** Beginning of a hash, enough to compare by eye. */
const short = (hash: string): string => `${hash.slice(0, 12)}…`;

/** Presence of a device; null for a name of none. */
async function lookFor(device: string): Promise<Presence | null> {
  const entry = devices.find(({ name }) => name === device);
  return entry === undefined ? null : presenceOf(entry);
}

function lacksDevice(device: string, presence: Presence | null, adapter: string | undefined): string | null {
  if (presence === null) return `knows no device ${device}`;
  if (!presence.present) return `device ${device} is not there: ${presence.missing}`;
  const { hardware } = presence;
  if (adapter === undefined || hardware.toLowerCase().includes(adapter.toLowerCase())) return null;
  return `computes on ${hardware}, the run needs an adapter named ${adapter}`;
}

const gpuOf = (presence: Presence | null): string | null =>
  presence?.present && presence.kind !== 'cpu' ? presence.hardware : null;
