/** Champion of an episode task: an Elman net that nobody has bred. */
import type { Champion } from '../../../src/export/champion.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { findTask } from '../../../tasks/index.ts';
import { sampleChampion } from './sample-champion.ts';

export function episodeChampion(name: string, options: Readonly<Record<string, unknown>> = {}): Champion {
  const choice = chooseTask(findTask(name), options);
  const { shape, success, chance, fingerprint } = choice.facts;
  const net = elmanNet({ unit: 'tanh', inputs: shape.inputs.size, hidden: 4, outputs: shape.outputs });
  const parameters = Float32Array.from({ length: net.parameters }, (_, index) => ((index * 7) % 11) / 5 - 1);
  const { about } = sampleChampion();
  return {
    net,
    parameters,
    about: {
      ...about,
      task: { name, module: null, options: choice.options, shape, success, chance, fingerprint },
      net: {
        ...about.net,
        options: { ...about.net.options, hidden: 4 },
        inputs: net.inputs,
        outputs: net.outputs,
        parameters: net.parameters,
      },
      trial: { ...about.trial, id: `${choice.label}/small "ß"/2` },
    },
  };
}
