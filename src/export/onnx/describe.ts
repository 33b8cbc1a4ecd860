/** Documentation inside an ONNX model, for people who find one and want to use it. */
import type { Champion } from '../champion.ts';
import type { Graph } from './messages.ts';

/** Most names that are spelled out. */
const MOST_NAMES = 40;

/** Text for the model's `doc_string`: its purpose, its inputs, its outputs, and how to run it. */
export function describeModel({ about }: Champion, { inputs, outputs }: Graph): string {
  const { task, net, contestant, trial } = about;
  const { inputNames, outputNames } = task.shape;
  const [entry] = inputs;
  const example =
    task.shape.inputs.kind === 'symbols'
      ? 'numpy.zeros((20, 3), dtype=numpy.int64)'
      : `numpy.zeros((20, 3, ${net.inputs}), dtype=numpy.float32)`;
  return [
    `A champion of genoprop: ${contestant.name} (${contestant.learner}, ${net.architecture}, ${net.parameters} ` +
      `parameters) on the task ${task.name}, trial ${trial.id}.`,
    '',
    'Feed:',
    ...inputs.map(
      ({ name, type, shape, about: text }) => `  ${name}: ${type} [${shape.join(', ')}]. ${text}`,
    ),
    ...named(task.shape.inputs.kind === 'symbols' ? 'symbols' : 'channels', inputNames),
    'Get:',
    ...outputs.map(
      ({ name, type, shape, about: text }) => `  ${name}: ${type} [${shape.join(', ')}]. ${text}`,
    ),
    ...named(task.shape.loss === 'softmax' ? 'classes' : 'outputs', outputNames),
    '',
    task.shape.scored === 'last'
      ? "The task scores the answer at each sequence's last step: outputs[lengths - 1, range(batch)]."
      : 'The task scores answers at every step that has a target.',
    ...fedBack(task.shape),
    '',
    'In Python:',
    '  import json, numpy, onnxruntime',
    "  net = onnxruntime.InferenceSession('champion.onnx')",
    `  ${entry!.name} = ${example}`,
    '  lengths = numpy.array([20, 20, 20], dtype=numpy.int32)',
    `  outputs, hidden = net.run(None, {'${entry!.name}': ${entry!.name}, 'lengths': lengths})`,
    '  about = net.get_modelmeta().custom_metadata_map',
    "  json.loads(about['task']), json.loads(about['result'])",
    '',
  ].join('\n');
}

/** Line on outputs that the caller must feed back. */
function fedBack({ feedback, outputs }: Champion['about']['task']['shape']): string[] {
  if (feedback === undefined) return [];
  const channels = outputs === 1 ? 'channel 0 is the output' : `channels 0 to ${outputs - 1} are the outputs`;
  return [
    `From step ${feedback.washout} on (counted from 0) ${channels} of the step before: append them, and run the longer sequence.`,
  ];
}

function named(kind: string, names: readonly string[] | undefined): string[] {
  if (names === undefined || names.length > MOST_NAMES) return [];
  return [`  The ${kind}: ${names.map((name, index) => `${index} ${name}`).join(', ')}.`];
}
