/** What a device cannot compute is refused in one line before anything starts, wherever a tournament is planned. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planDuel } from '../../../src/cli/duel/plan.ts';
import type { Cell } from '../../../src/engine/reference/cells/cell.ts';
import { cells } from '../../../src/engine/reference/cells/index.ts';
import { UserError } from '../../../src/errors.ts';
import { lackingLine } from '../../../src/tournament/forecast/capable.ts';
import { planTournament } from '../../../src/tournament/script/plan-tournament.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { gatedCell } from '../../support/nets/gated-cell.ts';
import { offerGated } from '../../support/nets/with-gated.ts';

const tasks = [resolveTask('xor'), resolveTask('addition')];
const lineOf = (names: readonly string[], device: string, settings = {}) =>
  lackingLine({ tasks, contestants: names.map((name) => resolveContestant(name, settings)) }, device);

/** The toy is offered as a net, and of all devices the reference alone has code for it. */
offerGated();
const offered = cells as Record<string, Cell>;
beforeAll(() => {
  offered.gated = gatedCell;
});
afterAll(() => {
  delete offered.gated;
});

const OMEGA =
  'Ω is defined where the error signal goes back through W_rec alone, as in an Elman net; choose another net';

describe('a device', () => {
  it.each(['wasm', 'tfjs-cpu', 'reference'])(
    'that has code for the nets of all contestants is taken: %s',
    async (name) => {
      expect(await lineOf(['msgd-cr', 'lstm', 'gru', 'genitor-lstm', 'random'], name)).toBeNull();
    },
  );

  it('that has none for one of them is refused, with those that have', async () => {
    expect(await lineOf(['random', 'genitor-real'], 'tfjs-cpu', { net: 'gated' })).toBe(
      'contestant random: device tfjs-cpu: it cannot evaluate the net gated: it has no code for that architecture; ' +
        'choose the device reference',
    );
    expect(await lineOf(['genitor'], 'tfjs-cpu')).toBeNull();
  });

  it('without products with the curvature is refused for Hessian-free optimisation, whatever its net', async () => {
    expect(await lineOf(['msgd', 'hf'], 'tfjs-cpu')).toBe(
      'contestant hf: device tfjs-cpu: it cannot give curvature products of the net elman: it has no code for them; ' +
        'choose the device wasm or reference',
    );
    for (const device of ['wasm', 'reference']) {
      for (const net of ['elman', 'lstm', 'gru']) expect(await lineOf(['hf'], device, { net })).toBeNull();
    }
  });

  it.each(['wasm', 'reference'])('is not asked for Ω of a net that has none: %s', async (name) => {
    for (const net of ['lstm', 'gru']) {
      expect(await lineOf(['msgd-c', 'msgd-cr'], name, { net })).toBe(
        `contestant msgd-cr: device ${name}: it cannot give Ω of the net ${net}: ${OMEGA}`,
      );
    }
  });
});

describe('a task whose sequences continue', () => {
  const text = [resolveTask('ptb-characters')];
  const anew = [resolveTask('ptb-characters', { carry: false })];
  const on = (some: typeof text, name: string, device: string) =>
    lackingLine({ tasks: some, contestants: [resolveContestant(name)] }, device);

  it('is refused to updates on a device that cannot carry states, with those that can', async () => {
    expect(await on(text, 'msgd-c', 'tfjs-cpu')).toBe(
      'contestant msgd-c: device tfjs-cpu: it cannot carry states from batch to batch of the net elman: ' +
        'it begins every sequence at a state of 0; choose the device wasm or reference',
    );
    for (const device of ['wasm', 'reference']) expect(await on(text, 'lstm', device)).toBeNull();
  });

  it('is refused to products with the curvature on every device, and no other net is advised', async () => {
    for (const device of ['wasm', 'reference', 'tfjs-cpu'])
      expect(await on(text, 'hf', device)).toMatch(
        /; choose another learner, or a task whose sequences begin anew \(carry=false\)$/,
      );
    expect(await on(anew, 'hf', 'wasm')).toBeNull();
  });

  it('is open to populations, and to updates where sequences do not continue', async () => {
    expect(await on(text, 'genitor', 'tfjs-cpu')).toBeNull();
    expect(await on(anew, 'msgd-c', 'tfjs-cpu')).toBeNull();
  });
});

describe('before anything starts', () => {
  it('a duel is refused', async () => {
    const flags = {
      contestant: ['msgd-cr:net=lstm', 'genitor'],
      ...{ seeds: 1, seed: 1, workers: 1, budget: ['5update', '5evaluation'], device: 'wasm' },
    };
    const planned = planDuel('xor', flags as unknown as Parameters<typeof planDuel>[1]);
    await expect(planned).rejects.toBeInstanceOf(UserError);
    await expect(planned).rejects.toThrow(`contestant msgd-cr:net=lstm: device wasm: it cannot give Ω`);
  });

  it('a script is refused, a tuning of it too', async () => {
    const script = {
      tasks: ['xor'],
      contestants: [{ contestant: 'genitor', settings: { net: ['elman', 'gated'] } }],
      ...{ budget: { evaluations: 100_000 }, device: 'tfjs-cpu' },
    };
    for (const tune of [undefined, { candidates: 2 }]) {
      const planned = planTournament(script, { source: 'a.yaml', tune });
      await expect(planned).rejects.toThrow(
        /^a\.yaml: contestant genitor.*net=gated.*: device tfjs-cpu: it cannot evaluate the net gated/,
      );
    }
  });
});
