/** View `vanish`: gradients on their way back, through a chain of units, the layers of a net, and time. */
import { z } from 'zod';
import { defineView } from '../view.ts';
import { chainFindings } from './chain/chain-figures.ts';

const options = z.object({
  seed: z.int().min(0).default(1).describe('seed of all that is drawn'),
  depth: z.int().min(2).max(64).default(4).describe('layers of the sigmoid chain that is shown first'),
  scale: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .describe('standard deviation of the weights of the sigmoid chain that is shown first'),
  biases: z
    .enum(['drawn', 'steepest'])
    .default('drawn')
    .describe('biases of the sigmoid chain: drawn from N(0, 1), or such that every z is 0, where σ′ is ¼'),
  draws: z.int().min(10).max(10_000).default(200).describe('chains that are drawn for the figure over depth'),
});

export const vanish = defineView({
  name: 'vanish',
  summary: 'why do gradients vanish on their way back through layers and through time?',
  about:
    'A chain of logistic units, one a layer, shows the product ∂C/∂b₁ = σ′(z₁) w₂ σ′(z₂) w₃ σ′(z₃) … ∂C/∂a_L factor by factor, with the bound that σ′ ≤ ¼ leaves it, for several depths and sizes of weights (Nielsen, "Neural Networks and Deep Learning", 2015, chapter 5).',
  options,
  run: 'none',
  inReport: 'never',
  async look({ options: chosen }, work) {
    work.progress(0, 1, 'the sigmoid chain');
    const chain = chainFindings(chosen);
    work.progress(1, 1, 'the sigmoid chain');
    return {
      says: chain.says,
      facts: [
        ['Sigmoid chain', `input 1, target 0, cost ½ (a_L - y)², seed ${chosen.seed}, ${chosen.draws} draws`],
      ],
      figures: chain.figures,
      data: { chain: chain.data },
    };
  },
});
