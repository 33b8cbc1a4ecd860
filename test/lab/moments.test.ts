/** Trials whose nets on the way a replay does not tell. */
import { expect, it } from 'vitest';
import { buildsOwnNets } from '../../src/lab/parts/moments.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { smallLabSpec } from '../support/lab/light.ts';

const [trial] = trialsOf(smallLabSpec());
const champion = { parameters: new Float32Array(2), metadata: {}, bytes: new Uint8Array() };
const net = { architecture: 'graph', inputs: 1, outputs: 1, parameters: 2, blocks: [] };

it('a search builds nets of its own where its champion is one', () => {
  expect(buildsOwnNets({ champion: () => null }, trial!)).toBeNull();
  expect(buildsOwnNets({ champion: () => champion }, trial!)).toBeNull();
  expect(buildsOwnNets({ champion: () => ({ ...champion, net }) }, trial!)).toBe(
    'contestant genitor: its search builds nets of its own, which a replay does not tell',
  );
});
