import { describe, expect, it } from 'vitest';
import { Arena } from '../../../src/engine/wasm/arena.ts';
import { nets } from '../../../src/engine/wasm/nets.ts';
import { makeResident, type ResidentBatch } from '../../../src/engine/wasm/resident.ts';
import { chooseWidth, layOutWorkspace } from '../../../src/engine/wasm/workspace.ts';
import { UserError } from '../../../src/errors.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { footprintsOf } from '../../../src/tournament/forecast/footprint.ts';
import {
  isSlowToMeasure,
  misfits,
  requireRoom,
  roomHere,
  waitingNotes,
} from '../../../src/tournament/forecast/heavy.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { findTask } from '../../../tasks/index.ts';

const draft = (task: object, name: string, settings: object = {}, seeds = 5) => ({
  tasks: [resolveTask('temporal-order', task as Record<string, unknown>)],
  contestants: [resolveContestant(name, settings as Record<string, unknown>)],
  seeds,
});
const room = { memory: 24e9, device: 2 ** 32 };

describe('the memory of the kernels, as estimated', () => {
  it.each([
    ['msgd-cr', { hidden: 50, batch: 500 }, {}],
    ['msgd', { hidden: 8, batch: 6000 }, {}],
    ['msgd', { hidden: 50, batch: 24 }, { length: 1000 }],
    ['msgd-cr', { hidden: 400, batch: 20 }, {}],
  ])('is between half and twice of what they take: %s %o %o', (name, settings, options) => {
    const given = draft(options, name, settings);
    const [print] = footprintsOf(given);
    const { options: taskOptions } = given.tasks[0]!;
    const task = findTask('temporal-order');
    const batch = drawBatch(task, taskOptions, ['footprint'], 0, settings.batch);
    const net = elmanNet({
      unit: 'tanh',
      inputs: batch.inputs,
      hidden: settings.hidden,
      outputs: batch.outputs,
    });
    const arena = new Arena(new WebAssembly.Memory({ initial: 1, maximum: 65536 }), 0);
    const resident: ResidentBatch = makeResident(arena, batch, chooseWidth(batch.sequences, net.hidden));
    let most = 0;
    const take = arena.take.bind(arena);
    arena.take = (bytes) => {
      const address = take(bytes);
      most = Math.max(most, arena.mark);
      return address;
    };
    const gradient = { omega: name === 'msgd-cr', keptBytes: 2 ** 28 };
    layOutWorkspace(arena, nets.elman!.kernelNet(net), resident, { outputs: false, gradient, genomes: 1 });
    expect(print!.deviceBytes / most).toBeGreaterThan(0.5);
    expect(print!.deviceBytes / most).toBeLessThan(2);
  });
});

describe('settings that cannot fit', () => {
  it.each([
    [
      'genitor',
      { hidden: 4096, population: 10_000, encoding: 'real' },
      {},
      /^genitor\S*: a trial needs some \d+ GB of memory/,
    ],
    ['msgd', { batch: 1_000_000 }, { length: 100_000 }, /^msgd\S*: a trial needs some [\d,]+ GB of memory/],
    ['msgd', { hidden: 4096 }, { length: 7000 }, /kernels and device wasm has 4\.3 GB a thread/],
  ])('are refused with the numbers: %s %o %o', (name, settings, options, line) => {
    const [first, ...others] = misfits(draft(options, name, settings), 2, room);
    expect(first).toMatch(line);
    expect(first).toMatch(/\(batches of [\d]+ sequences of \d+ steps, \d+ parameters\)$/);
    expect(others).toEqual([]);
    expect(() => requireRoom(draft(options, name, settings), 2, room)).toThrow(UserError);
  });

  it('together, though alone they do, are refused with the number of workers that fits', () => {
    const given = draft({ length: 400 }, 'msgd', { batch: 200_000 });
    const { bytes } = footprintsOf(given)[0]!;
    const narrow = { memory: 2.5 * bytes, device: room.device };
    expect(misfits(given, 2, narrow)).toEqual([]);
    expect(misfits(given, 4, narrow)).toEqual([
      expect.stringMatching(/^4 trials at once may need some .* GB of memory and .*; --workers 2 fits$/),
    ]);
    // One seed is one trial.
    expect(misfits({ ...given, seeds: 1 }, 4, narrow)).toEqual([]);
  });

  it('do not concern what people play', () => {
    for (const name of ['genitor', 'msgd', 'msgd-c', 'msgd-cr', 'random']) {
      expect(misfits(draft({}, name), 2, { memory: 1e9, device: 2 ** 32 })).toEqual([]);
    }
  });

  it('are told by the memory of the machine, and of wasm only where that may be taken', () => {
    expect(roomHere('wasm').memory).toBeGreaterThan(1e8);
    expect([roomHere('auto').device, roomHere('wasm').device, roomHere('webgpu').device]).toEqual([
      2 ** 32,
      2 ** 32,
      Number.POSITIVE_INFINITY,
    ]);
  });
});

describe('settings that make one wait', () => {
  it('are told beforehand, with what is waited for', () => {
    expect(waitingNotes(draft({}, 'msgd'))).toEqual([]);
    expect(waitingNotes(draft({ length: 5000 }, 'msgd', { hidden: 500 }))).toEqual([
      expect.stringMatching(
        /^msgd is heavy: its first validation takes .*MAC, each update .*MAC; until both are done, some .* at 10\.0 GMAC\/s, nothing is heard of it$/,
      ),
    ]);
  });

  it('are told of regressions with their matrices, whose memory counts too', () => {
    const wide = draft({}, 'esn', { hidden: 5000 });
    expect(waitingNotes(wide)).toEqual([expect.stringMatching(/^esn is heavy: .*, each update .*MAC;/)]);
    expect(waitingNotes(draft({}, 'genitor-esn', { hidden: 5000 }))).toEqual([
      expect.stringMatching(/, each group of genomes .*MAC;/),
    ]);
    expect(waitingNotes(draft({}, 'esn'))).toEqual([]);
    const [line] = misfits(wide, 1, { ...room, memory: 1e9 });
    expect(line).toMatch(/^esn: a trial needs some 1\.\d GB of memory/);
  });

  it('are told before devices are measured with them', () => {
    expect(isSlowToMeasure(draft({}, 'msgd'))).toBeNull();
    expect(isSlowToMeasure(draft({}, 'msgd', { hidden: 4096 }))).toMatchObject({
      contestant: 'msgd',
    });
  });
});
