/** Descriptions of the measures of Hessian-free optimisation. */
import type { MeasureDescription } from '../measure-description.ts';

export const hessianFreeMeasures: readonly MeasureDescription[] = [
  {
    key: 'lambda',
    label: 'damping λ',
    write: 'number',
    log: true,
    figure: {
      section: 'other',
      title: 'Damping λ',
      axis: 'λ of the next update',
      scale: 'log',
      shows: 'How much conjugate gradients are held back from long steps.',
      reading:
        'It falls while the quadratic model of the loss keeps its promises, and rises where it does not.',
    },
  },
  {
    key: 'reductionRatio',
    label: 'reduction ratio ρ',
    write: 'number',
    figure: {
      section: 'other',
      title: 'Reduction ratio ρ',
      axis: 'change of the loss / change of the model',
      shows: 'How well the quadratic model of the loss foretold the change that its step made.',
      reading: 'At 1 the model is right. λ rises where ρ is low, and falls where it is high.',
      level: 1,
    },
  },
  {
    key: 'cgIterations',
    label: 'CG iterations',
    write: 'count',
    figure: {
      section: 'other',
      title: 'Iterations of conjugate gradients',
      axis: 'iterations of the last update',
      shows: 'How many products with the curvature an update took.',
    },
  },
  {
    key: 'stepNorm',
    label: 'step norm ‖δ‖',
    write: 'number',
    log: true,
    figure: {
      section: 'other',
      title: 'Norm of the step',
      axis: '‖δ‖ before the line search',
      scale: 'log',
      shows: 'How far conjugate gradients would move the parameters.',
    },
  },
  {
    key: 'stepLength',
    label: 'step length',
    write: 'number',
    figure: {
      section: 'other',
      title: 'Step length',
      axis: 'share of δ that the line search took',
      shows: 'At 1 the whole step was taken; at 0 none, because no length had a lower loss.',
      from: 0,
      to: 1,
    },
  },
];
