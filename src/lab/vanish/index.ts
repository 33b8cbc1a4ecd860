/** View `vanish`: gradients on their way back, through a chain of units, the layers of a net, and time. */
import { defineView } from '../view.ts';
import { chainFindings } from './chain/chain-figures.ts';
import { imagesFindings, imagesSteps } from './images/images-figures.ts';
import { vanishOptions } from './options.ts';
import { type PartFindings, Progress } from './part-findings.ts';
import { recurrentFindings } from './recurrent/recurrent-figures.ts';
import {
  lacksRecurrent,
  runSteps,
  runSubjects,
  trainedSteps,
  trainedSubjects,
} from './recurrent/subjects.ts';

export const vanish = defineView({
  name: 'vanish',
  summary: 'why do gradients vanish on their way back through layers and through time?',
  about: [
    'A chain of logistic units, one a layer, shows the product ∂C/∂b₁ = σ′(z₁) w₂ σ′(z₂) w₃ σ′(z₃) … ∂C/∂a_L factor by factor, with the bound that σ′ ≤ ¼ leaves it, for several depths and sizes of weights (Nielsen, "Neural Networks and Deep Learning", 2015, chapter 5).',
    'A deep net of sigmoid or ReLU units learns to read digits by minibatch gradient descent, from three initialisations (N(0, 1); N(0, 1/n), n inputs of a unit; Glorot & Bengio 2010), with and without clipping; its gradient norm is measured in each hidden layer, over the biases as in Nielsen’s figure.',
    'Recurrent nets (tanh, logistic, ReLU, LSTM) are trained on temporal order for a small budget, or are the champions of a run; the norm of ∂E/∂h over the lag is shown before and after, with the bound (σ_max(W_rec) · max|f′|)^lag of Elman nets (Pascanu, Mikolov & Bengio 2013, section 2.1).',
  ].join(' '),
  options: vanishOptions,
  run: 'optional',
  lacks: lacksRecurrent,
  inReport: 'asked',
  async look({ options: chosen, run, contestants }, work) {
    const asked = chosen.show === 'auto' ? (run === null ? 'all' : 'recurrent') : chosen.show;
    const shows = (part: string): boolean => asked === 'all' || asked === part;
    const steps = [
      shows('chain') ? 1 : 0,
      shows('images') ? imagesSteps(chosen) : 0,
      shows('recurrent') ? (run === null ? trainedSteps(chosen) : runSteps(run, contestants, chosen)) : 0,
    ];
    const progress = new Progress(
      work,
      steps.reduce((sum, count) => sum + count, 0),
    );
    progress.within(0, 'the sigmoid chain');
    const parts: Record<string, PartFindings> = {};
    if (shows('chain')) {
      parts.chain = chainFindings(chosen);
      progress.add(1, 'the sigmoid chain');
    }
    if (shows('images')) parts.images = await imagesFindings(chosen, work, progress);
    if (shows('recurrent')) {
      parts.recurrent = recurrentFindings(
        run === null
          ? await trainedSubjects(chosen, work, progress)
          : await runSubjects(run, contestants, chosen, work, progress),
      );
    }
    const found = Object.values(parts);
    return {
      says: found.map(({ says }) => says).join(' '),
      facts: found.flatMap(({ facts }) => facts),
      figures: found.flatMap(({ figures }) => figures),
      data: Object.fromEntries(Object.entries(parts).map(([name, { data }]) => [name, data])),
    };
  },
});
