import { describe, expect, it } from 'vitest';
import { elmanNet } from '../../src/nets/elman.ts';
import { architectures } from '../../src/nets/index.ts';
import { restoreNet } from '../../src/nets/stored-net.ts';

const net = elmanNet({ unit: 'relu', inputs: 3, hidden: 5, outputs: 2 });
const json = () => JSON.parse(JSON.stringify(net));

describe('a net in a file', () => {
  it.each(architectures)('of $name is what JSON keeps of it, nothing more and nothing less', (one) => {
    const built = one.build({ inputs: 3, outputs: 2 }, one.options.parse({}));
    expect(JSON.parse(JSON.stringify(built))).toEqual(built);
    if (one.restore !== undefined) expect(restoreNet(JSON.parse(JSON.stringify(built)))).toEqual(built);
  });

  it.each<[string, (stored: Record<string, unknown>) => unknown, string]>([
    ['no object', () => 7, 'a net must be a JSON object'],
    [
      'an unknown architecture',
      (stored) => ({ ...stored, architecture: 'lstn' }),
      'a net of the architecture "lstn", but only those of elman, lstm, gru, reservoir, graph can be read',
    ],
    ['a size that is none', (stored) => ({ ...stored, hidden: 0 }), "the net's hidden: "],
    ['a unit that is none', (stored) => ({ ...stored, unit: 'step' }), "the net's unit: "],
    ['other sizes than its blocks have', (stored) => ({ ...stored, hidden: 6 }), 'the net is none: '],
    ['another length than its blocks have', (stored) => ({ ...stored, parameters: 1 }), 'the net is none: '],
    ['something more', (stored) => ({ ...stored, links: [] }), 'the net is none: '],
  ])('with %s is refused in one line', (_, change, message) => {
    let refusal = '';
    try {
      restoreNet(change(json()));
    } catch (error) {
      refusal = (error as Error).message;
    }
    expect(refusal).toContain(message);
    expect(refusal).not.toContain('\n');
  });
});
