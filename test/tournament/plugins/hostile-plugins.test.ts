/**
 * A plugin that does harm while nobody has called it, or by what it gave, costs its own trials within the limit, is
 * named, and leaves to everybody else the same bytes as if it had not been there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPlugin } from '../../../src/tournament/check/check-plugin.ts';
import { closePlugins, openTask } from '../../../src/tournament/plugins/plugin.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { PluginLimits, TaskChoice, TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { ways } from '../../fixtures/plugins/hostile.ts';
import { timeless } from '../../support/tournament/toys.ts';

const FIXTURE = new URL('../../fixtures/plugins/hostile.ts', import.meta.url).href;
const limits: PluginLimits = { seconds: 1, megabytes: 500 };

const hung = 'did not go on within 1 s';

/** What its trials end with, in part; null where what it changed is nobody's but its own. */
const ENDS: Readonly<Record<string, string | null>> = {
  'getter of inputs': hung,
  'getter in inputs': hung,
  'valueOf of a symbol': hung,
  'proxy of a sequence': hung,
  'proxy of a list': hung,
  'prototype of a proxy': hung,
  'getter of a message': hung,
  'message of an error': hung,
  'toJSON of what was thrown': hung,
  'thrown proxy': hung,
  timer: hung,
  immediate: hung,
  tick: hung,
  'ticks without end': hung,
  'microtasks without end': hung,
  'promises without end': hung,
  'exit in a timer': 'its thread was ended between calls, as process.exit() in a timer does',
  'throw with its handlers removed': 'failed outside of its functions: nobody hears',
  'Array.prototype.map': null,
  Float32Array: 'Int32Array is not a constructor',
  'Promise.prototype.then': hung,
  'JSON.parse and stringify': null,
  'Atomics.notify': hung,
  'postMessage of ports': hung,
  'postMessage that lies': 'its thread sent a message that nothing had asked for',
  'message null': 'posted a message through parentPort',
  'message of an end': 'posted a message through parentPort',
  'length without end': 'inputs is an object, it must be a list',
  'list of 4e9': 'has 4000000000 steps',
  cycle: 'inputs is an object, it must be a list',
  thenable: 'inputs is undefined, it must be a list',
  'promise that never settles': 'is a promise, it must be an object',
  'iterator without end': 'inputs is an object, it must be a list',
  'huge message': `${'x'.repeat(500)}…`,
  // Whether it is ever called depends on the collector.
  'finalisation registry': null,
};

let sound: TaskChoice;
let builtIn: TaskChoice;
beforeAll(async () => {
  sound = await (await openTask(FIXTURE)).choose();
  builtIn = await (await openTask('parity')).choose({ length: 5 });
});
afterAll(closePlugins);

/** Chosen while it was sound, as a plugin that turns on its host later. */
const hostile = (way: string): TaskChoice => ({
  ...sound,
  label: `hostile:way=${way}`,
  options: { ...sound.options, way },
});

async function play(tasks: readonly TaskChoice[]) {
  const byTask = new Map<string, TournamentEvent[]>(tasks.map(({ label }) => [label, []]));
  const spec = {
    tasks,
    contestants: [resolveContestant('msgd-2013', { hidden: 3 }, { as: 'msgd' })],
    seeds: 1,
    seed: 1,
    budget: { updates: 300 },
    device: 'wasm',
    limits,
  };
  for await (const event of runTournament(spec, { workers: 2, isolate: false })) {
    if (event.type === 'done' || event.type === 'progress') continue;
    byTask.get(event.id.slice(0, -'/msgd/1'.length))!.push(event);
  }
  const stopOf = ({ label }: TaskChoice) => {
    const last = byTask.get(label)!.at(-1);
    return last?.type === 'finished' ? last.result.stop : null;
  };
  return { byTask, stopOf };
}

describe('a plugin that does harm outside of its calls', () => {
  it('has its trials end within the limit, by name, and touches nobody else', async () => {
    expect(Object.keys(ENDS)).toEqual(Object.keys(ways));
    const others = [builtIn, sound];
    const alone = await play(others);
    const tasks = Object.keys(ENDS).map(hostile);
    const { byTask, stopOf } = await play([...tasks, ...others]);
    for (const { label } of others) {
      expect(timeless(byTask.get(label))).toEqual(timeless(alone.byTask.get(label)));
    }
    const events = [...byTask.values()].flat();
    expect(events.filter(({ type }) => type === 'retried')).toEqual([]);
    for (const [index, [way, detail]] of Object.entries(ENDS).entries()) {
      const stop = stopOf(tasks[index]!)!;
      if (way === 'finalisation registry') continue;
      expect([way, stop]).toEqual([
        way,
        detail === null
          ? { reason: 'budget', detail: '300 updates are spent' }
          : { reason: 'failed', detail: expect.stringContaining(detail) },
      ]);
      if (detail !== null) expect(stop.detail).toMatch(/^task hostile: /);
    }
    // Most of the many ways take the limit each.
  }, 300_000);

  it.each(['getter of inputs', 'getter of a message', 'timer', 'ticks without end'])(
    'is told so by check, and may be chosen nevertheless, for its trials to tell: %s',
    async (way) => {
      const lines: string[] = [];
      for await (const line of checkPlugin(FIXTURE, { assignments: [`way=${way}`, 'after=0'], limits })) {
        lines.push(`${line.check} ${line.status}: ${line.text}`);
      }
      expect(lines.find((line) => line.includes('failed'))).toContain(hung);
      const choice = await (await openTask(FIXTURE, { limits })).choose({ way, after: 0 });
      expect(choice.facts.fingerprint).toBeNull();
    },
  );
});
