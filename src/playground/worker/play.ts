/** Playing of one trial in the calling thread, which listens to orders at turns of its event loop. */
import { episodeTasks, findTask } from '../../../tasks/index.ts';
import type { Device } from '../../engine/device.ts';
import { findLearner } from '../../learners/index.ts';
import { findArchitecture } from '../../nets/index.ts';
import { episodePlayer } from '../../tasks/play-episodes.ts';
import { rolloutPlayer } from '../../tasks/play-rollouts.ts';
import type { Catalogue } from '../../tournament/spec/catalogue.ts';
import { streamRoot } from '../../tournament/spec/stream-root.ts';
import type { TrialEvent, TrialResult, TrialSpec } from '../../tournament/spec/tournament.ts';
import { deviceExaminer, type ExamSets, examSets } from '../../tournament/trial/examine.ts';
import { episodeExaminer } from '../../tournament/trial/examine-episodes.ts';
import { assembleTrial } from '../../tournament/trial/problem.ts';
import { scorerOf } from '../../tournament/trial/scorer.ts';
import { runTrial, STOPPED } from '../../tournament/trial/trial.ts';
import type { Order, PlainResult, ToldEvent } from '../messages.ts';

/** Catalogue of the built-in parts on one device. */
export function catalogueOn(device: Device): Catalogue {
  const episodesOf = (name: string) => episodeTasks.find((task) => task.name === name);
  return {
    task: findTask,
    learner: findLearner,
    architecture: findArchitecture,
    openDevice: () => device,
    episodes(name) {
      const task = episodesOf(name);
      return task === undefined ? null : episodePlayer(task);
    },
    rollouts(name) {
      const task = episodesOf(name);
      return task === undefined ? null : rolloutPlayer(task);
    },
    trialsAtOnce: () => 1,
  };
}

/** Trial under way, and the orders to it. */
export class Playing {
  readonly #emit: (event: ToldEvent) => void;
  readonly #id: string;
  #control: 'go on' | 'pause' | 'stop' = 'go on';
  #isStepping: boolean;
  #resumed: (() => void) | null = null;

  /** @param isStepping true to stand still after each validation */
  constructor({ id }: TrialSpec, isStepping: boolean, emit: (event: ToldEvent) => void) {
    this.#id = id;
    this.#isStepping = isStepping;
    this.#emit = emit;
  }

  take(order: Order['order']): void {
    if (this.#control === 'stop') return;
    this.#isStepping = order === 'one validation';
    this.#control = order === 'one validation' ? 'go on' : order;
    if (this.#control === 'pause') return;
    this.#resumed?.();
    this.#resumed = null;
  }

  /** @throws Error on a fault of the program; those of its task and learner are in the result */
  async play(spec: TrialSpec, device: Device, sets: ExamSets | null): Promise<PlainResult> {
    const catalogue = catalogueOn(device);
    const parts = assembleTrial(spec, catalogue);
    const stopped = (): boolean => this.#control === 'stop';
    const score = scorerOf(device, parts.net, catalogue, () => {
      if (stopped()) throw new Error(STOPPED);
    });
    const result = await runTrial(spec, {
      ...{ catalogue, device },
      examiner:
        parts.episodes === null
          ? deviceExaminer(parts, sets ?? examSets(parts.task, spec), device, stopped)
          : episodeExaminer(parts.episodes, spec, parts.task, stopped),
      evaluatePopulation: (genomes, count, lesson) => () => score(genomes, count, lesson),
      control: () => this.#control,
      waitOutPause: () => this.#waitOutPause(),
      emit: (event) => this.#tell(event),
    });
    return withoutChampion(result);
  }

  async #waitOutPause(): Promise<void> {
    this.#emit({ type: 'paused', id: this.#id });
    while (this.#control === 'pause') await new Promise<void>((resolve) => (this.#resumed = resolve));
    this.#emit({ type: 'going on', id: this.#id });
  }

  #tell(event: TrialEvent): void {
    if (event.type !== 'checkpoint') {
      this.#emit(event);
      return;
    }
    const { snapshot: _, snapshotValidatedAt: __, ...told } = event;
    this.#emit(told);
    if (this.#isStepping && this.#control === 'go on') this.#control = 'pause';
  }
}

const withoutChampion = ({ champion: _, ...rest }: TrialResult): PlainResult => rest;

/** Exam sets of the last task, since contestants take turns on it. */
export class LastExamSets {
  #key = '';
  #sets: ExamSets | null = null;

  of(spec: TrialSpec): ExamSets | null {
    const task = findTask(spec.task.name);
    if (task.episode !== undefined) return null;
    const key = JSON.stringify([streamRoot(spec), spec.task.name, spec.task.options]);
    if (key !== this.#key || this.#sets === null) this.#sets = examSets(task, spec);
    this.#key = key;
    return this.#sets;
  }
}
