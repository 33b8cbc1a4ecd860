/** Plan of a wish: names and settings are resolved, and refused, as the command line does. */
import { findTask } from '../../../tasks/index.ts';
import type { Device } from '../../engine/device.ts';
import { UserError } from '../../errors.ts';
import { callsOf } from '../../learners/calls.ts';
import { countsOf } from '../../learners/counts.ts';
import { contestantPresets, findLearner } from '../../learners/index.ts';
import { netOf } from '../../nets/net-of.ts';
import { describeOptions } from '../../options/describe.ts';
import { changedOptions } from '../../options/written.ts';
import { reportContestant } from '../../report/contestant.ts';
import type { Task } from '../../tasks/define-task.ts';
import { budgetNotes } from '../../tournament/forecast/first-step.ts';
import { formatBudget, parseBudget, requireEnd } from '../../tournament/spec/budget.ts';
import { chooseTask } from '../../tournament/spec/choose-task.ts';
import { parseContestant, requireUniqueNames } from '../../tournament/spec/contestant-text.ts';
import { lossName } from '../../tournament/spec/criterion.ts';
import { requireFit, unfitness } from '../../tournament/spec/fit.ts';
import { wholeGoalText } from '../../tournament/spec/goal-words.ts';
import { lengthText } from '../../tournament/spec/length-text.ts';
import { parseSeed, parseSeeds, specSeeds } from '../../tournament/spec/repetitions.ts';
import type { Contestant, TaskChoice, TournamentSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { defaultDuel, usualDuel } from '../../tournament/spec/usual-duel.ts';
import { writtenContestant } from '../../tournament/spec/written-contestant.ts';
import { optionsFault, repeatDuel, writtenOptions } from '../../tournament/spec/written-duel.ts';
import { chanceText } from '../../words/chance.ts';
import { counted, shellWord } from '../../words/text.ts';
import type { Plan, WholeWish, Wish } from '../messages.ts';

/** Device of the playground, on which every contestant has the bits that it has in a terminal. */
export const DEVICE = 'wasm';

/** Most trials of a plan; a page plays a few at once, on one machine. */
const MOST_TRIALS = 200;

/** Reason why a task cannot be played in a browser; null where it can. */
export function lacksInBrowser({ files, episode }: Task): string | null {
  if (files !== undefined) return 'its data come from files, which a page in a browser cannot read';
  if (episode?.prepare !== undefined)
    return 'it needs a physics engine of several megabytes, which the page does not carry';
  return null;
}

/** Contestants of a page that names none: one that breeds and one that descends, as far as they fit the task. */
const USUAL = { sequences: ['genitor', 'msgd-cr'], episodes: ['genitor', 'rpg'] } as const;
const WANTED = 2;
/** Budget on tasks of sequences other than that of the usual duel, by which a trial ends within about a minute. */
const QUICK = ['1e10mac'];

/** Duel that is played where the page leaves all but the task open. */
export function usualWish(choice: TaskChoice, set: readonly string[] = []): WholeWish {
  const isEpisodes = choice.facts.shape.episode !== undefined;
  const fits = (name: string): boolean => unfitness(presetNamed(name), choice) === null;
  const presets = contestantPresets().map(({ name }) => name);
  const usual = isEpisodes ? USUAL.episodes : USUAL.sequences;
  const fitting: string[] = [];
  for (const name of new Set([...usual, ...usualDuel(choice).contestants, ...presets])) {
    if (fitting.length < WANTED && fits(name)) fitting.push(name);
  }
  return {
    task: choice.name,
    set,
    contestants: fitting,
    seed: String(defaultDuel.seed),
    seeds: '1',
    budget: isEpisodes || choice.name === defaultDuel.task ? usualDuel(choice).budget : QUICK,
  };
}

/** The offered contestant of that name with the settings that it is offered with. */
export const presetNamed = (name: string): Contestant => writtenContestant(parseContestant(name));

/** The task of a wish under its options. @throws UserError as the command line */
export function chosenTask({ task: name = defaultDuel.task, set = [] }: Wish): TaskChoice {
  const task = findTask(name);
  const lacks = lacksInBrowser(task);
  if (lacks !== null) throw new UserError(`task ${name}: ${lacks}`);
  const { values, wording } = writtenOptions(set, describeOptions(task.options));
  try {
    return chooseTask(task, values, { wording });
  } catch (error) {
    throw optionsFault(set, error);
  }
}

/**
 * Plan of a wish.
 * @throws UserError on what is unknown, of the wrong type, out of range, or does not go together
 */
export function planOf(wish: Wish, device: Pick<Device, 'lacks'>): Plan {
  const choice = chosenTask(wish);
  const usual = usualWish(choice, wish.set);
  const whole: WholeWish = {
    ...usual,
    ...(Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Wish),
  };
  const texts = whole.contestants.map((text) => parseContestant(text));
  if (texts.length === 0) throw new UserError('--contestant: no contestant takes part, name at least one');
  requireUniqueNames(texts);
  const budget = parseBudget(whole.budget);
  const contestants = texts.map(writtenContestant);
  for (const one of contestants) {
    requireFit(one, choice);
    requireEnd(budget, one.name, countsOf(findLearner(one.learner), one.settings));
    requireAbility(one, choice, device);
  }
  const spec: TournamentSpec = {
    tasks: [choice],
    contestants,
    ...specSeeds(parseSeeds(whole.seeds, '--seeds')),
    seed: parseSeed(whole.seed),
    budget,
    device: DEVICE,
  };
  const count = contestants.length * spec.seeds;
  if (count > MOST_TRIALS)
    throw new UserError(
      `--seeds ${whole.seeds}: makes ${counted(count, 'trial')}, a page plays at most ${MOST_TRIALS}; the command line plays more`,
    );
  const task = findTask(choice.name);
  const set = changedOptions(describeOptions(task.options), choice.options);
  const command = repeatDuel({ task: choice.name, set, contestants: whole.contestants, spec });
  return {
    ...{ wish: whole, spec, trials: trialsOf(spec), command },
    contestants: contestants.map(reportContestant),
    words: {
      task: task.summary,
      length: lengthText(choice.facts.steps, choice.facts.shape).trim(),
      solved: wholeGoalText(choice.facts, (number) => number.toLocaleString('en')),
      chance: chanceText(choice.facts.chance, lossName(choice.facts.success)),
      budget: formatBudget(budget).join(' or '),
    },
    commandLine: command.map(shellWord).join(' '),
    notes: budgetNotes(spec),
  };
}

/** Requires that the kernels compute the contestant's net, as its learner asks. @throws UserError */
function requireAbility(
  contestant: Contestant,
  { facts: { shape } }: TaskChoice,
  device: Pick<Device, 'lacks'>,
): void {
  const net = netOf(contestant, shape)?.net;
  if (net === undefined) return;
  const calls = callsOf(findLearner(contestant.learner), contestant.settings, shape);
  const reason = device.lacks(net, shape, calls);
  if (reason !== null)
    throw new UserError(`contestant ${contestant.name}: device ${DEVICE}: ${reason}; choose another net`);
}
