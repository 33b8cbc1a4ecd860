/** View `reach`: how the product of random factors shrinks, for several scales. */
import { z } from 'zod';
import { oneDrawing } from '../../../../src/lab/figure.ts';
import { defineView } from '../../../../src/lab/view.ts';
import { randomStream } from '../../../../src/random/random.ts';

export const reach = defineView({
  name: 'reach',
  summary: 'how fast does a product of random factors shrink?',
  about: 'Factors are drawn from N(0, s²) and multiplied one by one, for three scales s.',
  options: z.object({
    factors: z.int().min(2).max(1000).default(20).describe('factors of a product'),
    seed: z.int().min(0).default(1).describe('seed of all that is drawn'),
  }),
  run: 'none',
  inReport: 'never',
  async look({ options: { factors, seed } }, work) {
    const scales = [0.5, 1, 2];
    const lines = [];
    for (const [index, scale] of scales.entries()) {
      work.progress(index, scales.length, `scale ${scale}`);
      const sizes = await work.kept(`scale ${scale}`, () => {
        const random = randomStream(seed, 'reach', String(scale));
        let product = 1;
        return Array.from({ length: factors }, () => {
          product *= scale * random.normal();
          return Math.abs(product);
        });
      });
      lines.push({ name: `s = ${scale}`, points: sizes.map((size, at) => [at + 1, size] as const) });
    }
    const shrunk = lines.filter(({ points }) => points.at(-1)![1] < 1).length;
    return {
      says: `After ${factors} factors ${shrunk} of ${scales.length} products are below 1; one draw each, so another seed may give another count.`,
      facts: [['factors', String(factors)]],
      figures: [
        oneDrawing(
          {
            id: 'products',
            title: 'Products of random factors',
            shows: 'The size of the product after each factor.',
          },
          {
            kind: 'lines',
            x: { name: 'factors', scale: 'linear', whole: true },
            y: { name: 'size of the product', scale: 'log' },
            lines,
          },
        ),
      ],
    };
  },
});
