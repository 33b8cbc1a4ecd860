import { describe, expect, it } from 'vitest';
import { noiseBatch, usual } from '../../bench/checks/noise.ts';
import { mainFigures, PeerTimes } from '../../bench/descents/beside-torch.ts';
import type { JointShape, JointTiming } from '../../bench/descents/joint-trials.ts';
import { sweep } from '../../bench/descents/sweep.ts';
import { summarise } from '../../bench/measure.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { missingFolder } from '../support/missing-folder.ts';

const batch = noiseBatch(usual);
const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 50, outputs: 4 });

/** Every update takes two milliseconds, of however many trials. */
const timings = new Map<JointShape, JointTiming>(
  sweep('full').map((shape) => [
    shape,
    { update: summarise([0.002, 0.002]), drawing: 0.1, packing: 0.01, net, batch },
  ]),
);

describe('the main job beside PyTorch', () => {
  it('is one update against one, and 225 at once against 225 in a row, with clipping and with Ω', () => {
    const peers = { missing: null, of: (omega: boolean) => (omega ? 40 : 10) };
    expect([...mainFigures(timings, peers)]).toMatchObject([
      { what: 'an update of one trial, H=50, batch 20, T=200, clipping', value: 2, unit: 'ms', ratio: 5 },
      {
        what: 'an update of 225 trials at once, H=50, batch 20, T=200, clipping',
        value: 2,
        peer: { name: 'PyTorch, 225 one after another', value: 2250 },
        ratio: 1125,
        goal: "500 times PyTorch's rate",
      },
      {
        what: 'an update of one trial, H=50, batch 20, T=200, clipping and Ω',
        peer: { name: 'PyTorch', value: 40 },
        ratio: 20,
        goal: "5 times PyTorch's rate",
      },
      { what: 'an update of 225 trials at once, H=50, batch 20, T=200, clipping and Ω', ratio: 4500 },
    ]);
  });

  it('stands alone, with the reason, where there is no PyTorch or it fails', async () => {
    const none = new PeerTimes({ missing: 'no PyTorch with CUDA is installed' });
    const broken = new PeerTimes({ python: '/bin/false', folder: missingFolder(), on: 'cuda' });
    for (const peers of [none, broken]) {
      await peers.measure({ tell: () => {} });
      const figures = [...mainFigures(timings, peers)];
      expect(figures).toHaveLength(4);
      for (const { ratio, peer, note } of figures) {
        expect({ ratio, peer, note }).toEqual({ ratio: undefined, peer: undefined, note: peers.missing });
      }
    }
    expect(none.missing).toBe('no PyTorch with CUDA is installed');
    expect(broken.missing).toMatch(/^the peer torch_rnn\.py failed: /);
  });
});
