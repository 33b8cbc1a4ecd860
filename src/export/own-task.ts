/** Task that a champion is scored on, from the champion's sections and the user's options. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tasks } from '../../tasks/index.ts';
import { UserError } from '../errors.ts';
import { unknownName } from '../options/nearest.ts';
import { type OpenTask, openTask } from '../tournament/plugins/plugin.ts';
import type { TaskChoice } from '../tournament/spec/tournament.ts';
import { printable } from '../words/printable.ts';
import { shellWord } from '../words/text.ts';
import type { ChampionAbout } from './champion.ts';

/**
 * The champion's own task, its code loaded from where it was when the champion was found.
 * @param where beginning of messages: the champion's file
 * @throws UserError when the code is gone, or has changed
 */
export async function openOwnTask({ task }: ChampionAbout, where: string): Promise<OpenTask> {
  if (task.module === null) {
    const names = tasks.map(({ name }) => name);
    // An unknown name could be a file or a package, whose code would then be run.
    if (!names.includes(task.name)) throw unknownName('task', task.name, names, where);
    return openTask(task.name);
  }
  const path = pluginPath(task.name, task.module, where);
  const opened = await openTask(path);
  if (opened.name === task.name) return opened;
  throw new UserError(`${where}: its task is '${task.name}', but ${path} holds '${opened.name}' now`);
}

function pluginPath(name: string, module: string, where: string): string {
  // Files of today name no folder, and nothing is loaded for its name alone.
  if (!/^[a-z][a-z0-9+.-]*:/i.test(module)) {
    throw new UserError(
      `${where}: its task '${name}' comes from ${printable(module.slice(0, 100))}; name that file after the champion's: genoprop eval ${shellWord(where)} path/to/${printable(module.slice(0, 100))}`,
    );
  }
  let path: string;
  try {
    // Security: only files of this machine are ever loaded, since any file may hold an address of code.
    if (new URL(module).protocol !== 'file:') throw new Error('no file');
    path = fileURLToPath(module);
  } catch {
    throw new UserError(
      `${where}: its task '${name}' has the module '${module.slice(0, 100)}', which is no file`,
    );
  }
  if (existsSync(path)) return path;
  throw new UserError(
    `${where}: its task '${name}' comes from ${path}, which does not exist here; name the task's file after the champion's`,
  );
}

/** True for the task that the champion was found on, under the same options. */
export function isOwnTask({ task }: ChampionAbout, { name, options }: TaskChoice): boolean {
  return name === task.name && sameValues(task.options, options);
}

/** True where the options give the same sequences, or episodes, as when the champion was found, as far as can be told. */
export const drawsTheSame = ({ task }: ChampionAbout, { facts }: TaskChoice): boolean =>
  areTheSame(task, facts);

type Hashes = { readonly [Name in 'fingerprint' | 'played']?: string | null | undefined };

/** True where no hash of the sequences, or episodes, then and now says that they are others. */
export function areTheSame(then: Hashes, now: Hashes): boolean {
  return (['fingerprint', 'played'] as const).every((hash) => {
    const [one, other] = [then[hash] ?? null, now[hash] ?? null];
    return one === null || other === null || one === other;
  });
}

function sameValues(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name]));
}
