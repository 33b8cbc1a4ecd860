/** Test sequences for people to read, and nets on these and on sequences of the reader's own. */
import { findTask } from '../../../tasks/index.ts';
import type { Batch } from '../../engine/batch.ts';
import { traceSequence } from '../../engine/reference/trace.ts';
import { UserError } from '../../errors.ts';
import { architectureOf } from '../../nets/index.ts';
import type { Net } from '../../nets/net.ts';
import { netOf } from '../../nets/net-of.ts';
import { filledStrips, scaleOf } from '../../nets/strips.ts';
import { specimenOf } from '../../report/champions.ts';
import { buildBatch, evaluationBatches } from '../../tasks/batches.ts';
import type { Sequence, Target, TaskShape } from '../../tasks/define-task.ts';
import { streamRoot } from '../../tournament/spec/stream-root.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import type { AskedSequence, ChampionOf, SequencesAnswer, TraceAnswer } from '../messages.ts';

/** Most steps of a sequence, most inputs of a step and most sequences of an answer. */
const MOST = { steps: 1000, inputs: 64, sequences: 100 };

/** Test sequences `first` to `first + count - 1`, from 0, of those that the trial is tested on. */
function testBatch({ task, ...origin }: TrialSpec, first: number, count: number): Batch {
  const { name, options, facts } = task;
  if (facts.shape.episode !== undefined) throw new UserError(`task ${name}: is played in episodes`);
  const { sequences } = facts.success;
  if (first + count > sequences) throw new UserError(`test sequence ${first + count}: ${thereAre({ task })}`);
  const path = [...streamRoot(origin), name, 'test'];
  return evaluationBatches(findTask(name), options, path, sequences, first + count).chunk(0);
}

const thereAre = ({ task }: Pick<TrialSpec, 'task'>): string =>
  `the test of ${task.label} has ${task.facts.success.sequences}`;

/** @throws UserError on an episode task, and where the test has fewer sequences */
export function sequencesOf(trial: TrialSpec, first: number, count: number): SequencesAnswer {
  const { shape } = trial.task.facts;
  const last = Math.min(first + Math.min(count, MOST.sequences), trial.task.facts.success.sequences);
  if (!(first >= 0 && first < last)) throw new UserError(`test sequence ${first + 1}: ${thereAre(trial)}`);
  const batch = testBatch(trial, first, last - first);
  const numbers = Array.from({ length: batch.sequences - first }, (_, index) => first + index);
  return {
    sequences: numbers.map((number) => specimenOf(batch, number, MOST)),
    inputNames: shape.inputNames ?? null,
    outputNames: shape.outputNames ?? null,
    shape,
    isWritable: shape.inputs.kind === 'symbols' && shape.scored === 'last' && shape.feedback === undefined,
  };
}

/** Net of a trial's champion. @throws UserError where the two do not go together */
export function netOfChampion({ trial, champion }: ChampionOf): Net {
  const net = champion.net ?? netOf(trial.contestant, trial.task.facts.shape)?.net;
  if (net?.parameters === champion.parameters.length) return net;
  throw new UserError(`trial ${trial.id}: the parameters are not those of its net`);
}

/** @throws UserError on a sequence that the task cannot have, and one that is too long to show */
export function traceOf({ trial, champion }: ChampionOf, asked: AskedSequence): TraceAnswer {
  const net = netOfChampion({ trial, champion });
  const isOwn = !('number' in asked);
  const batch = isOwn
    ? buildBatch(trial.task.facts.shape, [ownSequence(trial.task.facts.shape, asked)], 'the sequence')
    : testBatch(trial, asked.number, 1);
  const sequence = isOwn ? 0 : asked.number;
  if (batch.lengths[sequence]! > MOST.steps)
    throw new UserError(`the sequence has ${batch.lengths[sequence]} steps, at most ${MOST.steps} are shown`);
  const { shown, outputs } = traceSequence(net, champion.parameters, batch, sequence);
  const strips = filledStrips(architectureOf(net).strips(net), shown);
  return {
    outputs: outputs.map((values) => Array.from(values)),
    strips: strips.map((strip) => ({
      label: strip.label,
      name: strip.name,
      isShare: strip.scale === 'share',
      scale: scaleOf(strip),
      ...(strip.outputs === undefined ? {} : { outputUnits: strip.outputs }),
      values: strip.values.map((values) => Array.from(values)),
    })),
  };
}

/** Sequence of the reader's own. Its target is none of the task's, for nobody scores it. */
function ownSequence(shape: TaskShape, asked: Exclude<AskedSequence, { number: number }>): Sequence {
  if (shape.feedback !== undefined || shape.episode !== undefined)
    throw new UserError('a sequence of your own: the task reads what its net answers');
  const inputs = 'symbols' in asked ? asked.symbols : asked.dense;
  const kind = 'symbols' in asked ? 'symbols' : 'dense';
  if (kind !== shape.inputs.kind)
    throw new UserError(`a sequence of your own: the task takes inputs as ${shape.inputs.kind}`);
  const target: Target = shape.loss === 'softmax' ? 0 : Array.from({ length: shape.outputs }, () => 0);
  if (shape.scored === 'last') return { inputs, targets: target };
  return { inputs, targets: inputs.map((_, step) => (step === inputs.length - 1 ? target : null)) };
}
