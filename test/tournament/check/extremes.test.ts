import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOptions } from '../../../src/options/describe.ts';
import { extremesOf } from '../../../src/tournament/check/extremes.ts';

describe('the extremes of options', () => {
  it('are the edges of ranges within reason, the other choices, and null, but never the default', () => {
    const options = z.object({
      length: z.int().min(1).max(1000).default(20).describe('-'),
      seed: z.int().min(0).max(2_000_000_000).default(0).describe('-'),
      rate: z.number().min(0).max(0.5).default(0.1).describe('-'),
      open: z.number().default(3).describe('-'),
      kind: z.enum(['a', 'b', 'c']).default('b').describe('-'),
      loud: z.boolean().default(false).describe('-'),
      longest: z.int().min(5).nullable().default(9).describe('-'),
      file: z.string().default('x').describe('-'),
    });
    expect(extremesOf(describeOptions(options)).map(({ option, value }) => `${option}=${value}`)).toEqual([
      ...['length=1', 'length=1000', 'seed=100000', 'rate=0', 'rate=0.5'],
      ...['kind=a', 'kind=c', 'loud=true', 'longest=5', 'longest=null'],
    ]);
  });
});
