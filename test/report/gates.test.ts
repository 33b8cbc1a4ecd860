import { describe, expect, it } from 'vitest';
import { netOf } from '../../src/nets/net-of.ts';
import { randomStream } from '../../src/random/random.ts';
import { specimensOf } from '../../src/report/champions.ts';
import { hiddenStrips, statesOf } from '../../src/report/charts/strips/hidden.ts';
import { light } from '../../src/report/charts/theme.ts';
import { limitsFor } from '../../src/report/limits.ts';
import { openTask } from '../../src/tournament/plugins/plugin.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import { testSpecimens } from '../../src/tournament/trial/specimens.ts';

const limits = { ...limitsFor({ tasks: 1, contestants: 3, seeds: 1 }), units: 8 };

/** Specimens of nets of 6 units with random weights. */
async function specimens(nets: readonly string[]) {
  const task = await (await openTask('temporal-order')).choose({ length: 20 });
  const batch = await testSpecimens(task, { seed: 1 }, 2);
  const champions = nets.map((net) => {
    const contestant = resolveContestant('msgd', { net, hidden: 6 }, { as: net });
    const { parameters } = netOf(contestant, task.facts.shape)!.net;
    const random = randomStream(net);
    return {
      contestant,
      trial: { contestant: net, repetition: 1, testError: 0, solved: true } as never,
      parameters: Float32Array.from({ length: parameters }, () => random.normal()),
    };
  });
  return specimensOf(task, champions, batch, limits);
}

describe('champions in a report', () => {
  it('have a strip for each gate and cell of an LSTM and a GRU, and h alone of Elman', async () => {
    const data = await specimens(['lstm', 'gru', 'elman']);
    const titles = data.champions.map((champion) =>
      hiddenStrips(data.sequences[0]!, champion, 0, light).map(({ title }) => title),
    );
    const cell = titles[0]!.find((title) => title.startsWith('cell'))!;
    expect(titles).toEqual([
      [
        'input gate (4 of 6), 0 to 1',
        'forget gate (4 of 6), 0 to 1',
        'output gate (4 of 6), 0 to 1',
        cell,
        'h (4 of 6), −1 to 1',
      ],
      [
        'reset gate (4 of 6), 0 to 1',
        'update gate (4 of 6), 0 to 1',
        'candidate (4 of 6), −1 to 1',
        'h (4 of 6), −1 to 1',
      ],
      ['hidden units, −1 to 1'],
    ]);
    expect(data.champions.map(({ strips }) => strips?.length)).toEqual([4, 3, undefined]);
  });

  it('keep the numbers of gates and cells to the step of a byte', async () => {
    const { champions } = await specimens(['lstm']);
    const [trace] = champions;
    const [i, f, o, c] = trace!.strips!.map((strip) => statesOf(strip, 0));
    const h = statesOf(trace!, 0);
    // Half a step of the byte of o, of h and of c, whose greatest number is its scale.
    const most = (2 + trace!.strips![3]!.scale) / 254 + 1e-9;
    for (let t = 0; t < h.length; t++) {
      for (let unit = 0; unit < 4; unit++) {
        const right = o![t]![unit]! * Math.tanh(c![t]![unit]!);
        expect(Math.abs(h[t]![unit]! - right)).toBeLessThan(most);
      }
    }
    for (const gate of [i, f, o]) expect(Math.min(...gate!.flat())).toBeGreaterThanOrEqual(0);
  });
});
