/** A tournament of tiny trials, and the comparison of two run files of it. */
import { DatabaseSync } from 'node:sqlite';
import { comparableRows, trialRows } from '../../../src/store/trial-rows.ts';
import { openTask } from '../../../src/tournament/plugins/plugin.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';

/** Spec of trials that take some milliseconds each: one that breeds and one that trains, with several checkpoints. */
export async function tinySpec(seeds: number): Promise<TournamentSpec> {
  return {
    tasks: [await (await openTask('parity')).choose({ length: 3 })],
    contestants: [
      {
        ...resolveContestant('genitor', {
          ...{ hidden: 2, encoding: 'real', initialisation: 'gaussian', sequences: 8 },
          ...{ population: 6, inFlight: 2 },
        }),
        name: 'bred',
      },
      { ...resolveContestant('msgd-cr', { hidden: 2, batch: 8 }), name: 'trained' },
    ],
    seeds,
    seed: 1,
    budget: { macs: 8e5 },
    device: 'wasm',
  };
}

/**
 * All that two plays of a run must have in common, by trial: rows of every table without seconds and circumstances.
 * A trial that has not ended, or has failed, is marked.
 */
export function comparableRun(path: string): ReadonlyMap<string, string> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const all = (sql: string, ...given: string[]) => database.prepare(sql).all(...given);
    return new Map(
      all('SELECT id, state, stop_reason FROM trials ORDER BY position').map(({ id, state, stop_reason }) => [
        String(id),
        `${state} ${stop_reason} ${comparableRows(trialRows(all, String(id)))}`,
      ]),
    );
  } finally {
    database.close();
  }
}

/** Trials of the second run that are not as in the first, for a message of a few lines. */
export function differences(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((id) => {
    const [one, other] = [expected.get(id), found.get(id)];
    if (one === other) return [];
    if (one === undefined || other === undefined) return [`${id}: only in one of them`];
    const at = [...one].findIndex((letter, index) => letter !== other[index]);
    return [
      `${id}: ${one.slice(Math.max(0, at - 60), at + 60)} … ${other.slice(Math.max(0, at - 60), at + 60)}`,
    ];
  });
}
