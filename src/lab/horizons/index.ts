/** View `horizons`: how far back the gradient of a net reaches, and how far back a mutation of the same weights is felt. */
import * as z from 'zod';
import { findTask } from '../../../tasks/index.ts';
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import { openDevice } from '../../engine/index.ts';
import { UserError } from '../../errors.ts';
import { netOf } from '../../nets/net-of.ts';
import { architectureOfSetting } from '../../nets/setting.ts';
import type { Solution } from '../../nets/solution.ts';
import { validateOptions } from '../../options/validate.ts';
import { randomStream } from '../../random/random.ts';
import type { RunFile } from '../../store/run-file.ts';
import { chooseTask } from '../../tournament/spec/choose-task.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import { requireAffordable } from '../parts/affordable.ts';
import { lastAnswers } from '../parts/last-answer.ts';
import { buildsOwnNets, macsOf, momentAt, type StoredMoment } from '../parts/moments.ts';
import { championOf, startOf, trialsWithChampion } from '../parts/nets-of-run.ts';
import { lacksReplay } from '../parts/replay.ts';
import { lacksSequences, sequencesOf } from '../parts/sequences.ts';
import { restoreArray } from '../parts/stored-arrays.ts';
import { defineView, type LabWork } from '../view.ts';
import { figuresOf, type Looked } from './figures.ts';
import { lagsUpTo } from './lags.ts';
import { measureHorizons, type NetHorizons } from './measure.ts';
import { saysOf } from './says.ts';

const options = z.object({
  seed: z.int().min(0).default(1).describe('seed of the sequences and the perturbations'),
  sequences: z
    .int()
    .min(8)
    .max(1024)
    .default(256)
    .describe('B: sequences of the mean loss, the same for all nets and all perturbations'),
  perturbations: z.int().min(4).max(1024).default(32).describe('P: perturbations δ of each size'),
  deviation: z
    .number()
    .positive()
    .max(10)
    .default(0.01)
    .describe('standard deviation σ of the smaller perturbations, in units of a weight'),
  larger: z.number().positive().max(10).default(0.1).describe('σ of the larger perturbations'),
  resamples: z.int().min(20).max(10_000).default(200).describe('resamples of the bootstrap'),
  repetitions: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('repetitions of a run that are looked at, from the first on'),
  share: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      "share of a trial's cost at which its net is looked at too, by replaying its search to there; 0: at start and end alone",
    ),
  length: z
    .int()
    .min(2)
    .max(10_000)
    .default(50)
    .describe('without a run: steps of temporal order, on whose sequences the net is looked at'),
  net: z.enum(['elman', 'lstm', 'gru']).default('elman').describe('without a run: the net'),
  hidden: z.int().min(1).max(1024).default(50).describe('without a run: hidden units'),
  unit: z.enum(['tanh', 'logistic', 'relu']).default('tanh').describe('without a run: units of net=elman'),
  initialisation: z
    .string()
    .default('auto')
    .describe("without a run: how the weights are drawn, by the net's own option; auto: its default"),
});

type Options = z.output<typeof options>;

/** Net that is looked at. */
interface Asked {
  /** Key of its work. */
  readonly key: string;
  readonly label: string;
  readonly task: TaskChoice;
  readonly when: Looked['when'];
  readonly contestant: string;
  readonly name: string;
  readonly solution: Solution;
}

export const horizons = defineView({
  name: 'horizons',
  summary: 'how far back does the gradient reach, and how far back is a mutation felt?',
  about:
    'E is the loss at the last scored step; a step has lag k where it lies k steps before that one. Back-propagation gives ‖∂E/∂h‖ after the step of lag k, and ∂E/∂W for the weights as that step uses them. Beside it the weights are perturbed while they are used at lag k alone, by δ from N(0, σ²) for all but the readout; all other steps use W, and the sequences are the same: the standard deviation over δ of ΔE is what a mutation there does. To first order it is σ ‖∂E/∂W‖. An effect is that of the expected loss, estimated without the noise of the sequences; the noise beside it is its standard error over these sequences, of a mutation that of ΔE on the same ones before and after (common random numbers). Pascanu, Mikolov & Bengio (2013), section 2, has the gradients over lag.',
  options,
  run: 'optional',
  inReport: 'asked',
  lacks: (run) => {
    const tasks = run.spec().tasks;
    return tasks.every((task) => lacksSequences(task) !== null) ? lacksSequences(tasks[0]!) : null;
  },
  async look({ options: chosen, run, contestants }, work) {
    if (chosen.larger < chosen.deviation)
      throw new UserError(
        `larger=${chosen.larger} is below deviation=${chosen.deviation}, it must be at least that`,
      );
    const device = await openDevice('wasm');
    try {
      const { asked, left } =
        run === null ? alone(chosen) : await ofRun(run, contestants, chosen, device, work);
      requireAffordable(
        'horizons: it',
        macsOfLook(asked, chosen),
        'sequences, perturbations, length or hidden',
      );
      const looked = await measured(asked, chosen, device, work);
      return {
        says: saysOf(looked, chosen),
        facts: factsOf(looked, chosen, left),
        figures: figuresOf(looked, chosen),
        data: { nets: looked },
      };
    } finally {
      await device.close();
    }
  },
});

/**
 * Rough MACs of the look: at each lag that is looked at, every perturbation runs each sequence from that lag on, with a
 * multiply-accumulate a parameter and step.
 */
function macsOfLook(
  asked: readonly Asked[],
  { sequences, perturbations, deviation, larger }: Options,
): number {
  const runs = sequences * perturbations * (deviation === larger ? 1 : 2);
  return asked.reduce((sum, { task, solution: { net } }) => {
    const longest = Math.max(0, Math.ceil(task.facts.steps ?? 1) - 1);
    const steps = lagsUpTo(longest).reduce((all, lag) => all + lag + 1, longest + 1);
    return sum + runs * steps * net.parameters;
  }, 0);
}

/** Net of the options alone, as it is drawn. */
function alone(chosen: Options): { readonly asked: readonly Asked[]; readonly left: readonly string[] } {
  const task = chooseTask(findTask('temporal-order'), { length: chosen.length });
  const architecture = architectureOfSetting(chosen.net);
  const { unit, hidden, initialisation } = chosen;
  const netOptions = validateOptions(
    architecture.options,
    {
      hidden,
      ...(chosen.net === 'elman' ? { unit } : {}),
      ...(initialisation === 'auto' ? {} : { initialisation }),
    },
    `net ${architecture.name}`,
  );
  const { inputs, outputs } = task.facts.shape;
  const net = architecture.build({ inputs: inputs.size, outputs }, netOptions);
  const parameters = architecture.initialise(
    net,
    netOptions,
    randomStream('lab', 'horizons', chosen.seed, 'initial'),
  );
  const label = `${architecture.words(net)}, ${String(netOptions.initialisation)}`;
  return {
    asked: [
      {
        key: 'net',
        label,
        task,
        when: 'at the start',
        contestant: label,
        name: label,
        solution: { net, parameters },
      },
    ],
    left: [],
  };
}

/** Nets of the run's trials at their start, on the way and at their end, and reasons why some are left out. */
async function ofRun(
  run: RunFile,
  contestants: readonly string[],
  { repetitions, share }: Options,
  device: Device,
  work: LabWork,
): Promise<{ readonly asked: readonly Asked[]; readonly left: readonly string[] }> {
  const left = new Set<string>();
  const asked: Asked[] = [];
  const trials = trialsWithChampion(run, contestants, repetitions);
  for (const [index, trial] of trials.entries()) {
    const { task, contestant } = trial;
    const lacking = lacksSequences(task);
    if (lacking !== null) {
      left.add(lacking);
      continue;
    }
    let later: Solution | null = null;
    const unplayed = share === 0 ? null : (lacksReplay(trial) ?? buildsOwnNets(run, trial));
    if (unplayed !== null) left.add(`on the way: ${unplayed}`);
    else if (share > 0) {
      work.progress(index, trials.length, `${trial.id}, replayed`);
      const { parameters } = await work.kept<StoredMoment>(`replay/${trial.id}`, () =>
        momentAt(trial, device, share * macsOf(run, trial), () => work.breathe()),
      );
      later = {
        net: netOf(contestant, task.facts.shape)!.net,
        parameters: restoreArray(parameters) as Float32Array,
      };
    }
    const nets = [
      { when: 'at the start', solution: startOf(trial) },
      { when: 'on the way', solution: later },
      { when: 'at the end', solution: championOf(run, trial) },
    ] as const;
    for (const { when, solution } of nets) {
      if (solution === null) continue;
      const reason = device.lacks(solution.net, task.facts.shape, ['evaluate', 'gradient', 'carry']);
      if (reason !== null) {
        left.add(`contestant ${contestant.name}: device wasm: ${reason}`);
        continue;
      }
      const label = `${trial.task.label}, ${contestant.name}, repetition ${trial.repetition}, ${when}`;
      asked.push({
        ...{ key: `${trial.id}/${when}`, label, task, when },
        ...{ contestant: contestant.name, name: `${contestant.name} ${trial.repetition}`, solution },
      });
    }
  }
  if (asked.length > 0) return { asked, left: [...left] };
  throw new UserError(
    `run file ${run.path}: ${[...left][0] ?? 'no trial that is asked for has a champion yet'}`,
  );
}

async function measured(
  asked: readonly Asked[],
  chosen: Options,
  device: Device,
  work: LabWork,
): Promise<Looked[]> {
  const { seed, sequences, perturbations, resamples, deviation, larger } = chosen;
  const deviations = deviation === larger ? [deviation] : [deviation, larger];
  const batches = new Map<string, Batch>();
  const looked: Looked[] = [];
  for (const [index, { key, label, task, when, contestant, name, solution }] of asked.entries()) {
    work.progress(index, asked.length, label);
    const found = await work.kept<NetHorizons>(key, async () => {
      const root = ['lab', 'horizons', seed, task.label];
      const batch =
        batches.get(task.label) ?? lastAnswers(await sequencesOf(task, [...root, 'sequences'], sequences));
      batches.set(task.label, batch);
      return measureHorizons(
        device,
        solution,
        batch,
        { deviations, perturbations, resamples },
        (name) => randomStream(...root, name),
        work,
      );
    });
    looked.push({ label, name, task: task.label, when, contestant, horizons: found });
    await work.breathe();
  }
  work.progress(asked.length, asked.length, 'done');
  return looked;
}

function factsOf(looked: readonly Looked[], chosen: Options, left: readonly string[]) {
  const tasks = [...new Set(looked.map(({ task }) => task))];
  return [
    ['Nets', `${looked.length}, on ${tasks.join(', ')}`] as const,
    [
      'Sequences',
      `${chosen.sequences} a task, drawn for this view, the same for all nets; seed ${chosen.seed}`,
    ] as const,
    [
      'Perturbations',
      `${chosen.perturbations} of σ = ${chosen.deviation} and the same ones of σ = ${chosen.larger}, of all parameters but the readout's`,
    ] as const,
    ['Intervals', `95 %, ${chosen.resamples} resamples of perturbations and of sequences in fours`] as const,
    ...left.map((reason) => ['Left out', reason] as const),
  ];
}
