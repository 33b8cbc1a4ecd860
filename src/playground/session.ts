/**
 * Duel of the page: the wish, its trials as they go, and the summary of those that ended. Workers play; the session folds
 * their events and gives the orders. No document is needed for it.
 */
import type { Checkpoint, Cost, TrialSpec } from '../tournament/spec/tournament.ts';
import type { TrialChampion } from '../tournament/spec/trial-champion.ts';
import type { Ask, Asks, Offer, PlainResult, Plan, SummaryAnswer, ToldEvent, Wish } from './messages.ts';
import type { Refused } from './port.ts';
import { Crew, type Playing, type Workplace } from './schedule.ts';

export interface Trial {
  readonly spec: TrialSpec;
  /** waiting: for a worker. standing: paused. failed: `failure` says why. */
  readonly state: 'waiting' | 'playing' | 'standing' | 'ended' | 'failed';
  readonly parameters: number | null;
  /** Share of the budget that is spent, 0 to 1. */
  readonly spent: number;
  readonly cost: Cost;
  readonly trainingLoss: number | null;
  readonly checkpoints: readonly Checkpoint[];
  readonly champion: TrialChampion | null;
  readonly result: PlainResult | null;
  /** Cause of a failure, in one line. */
  readonly failure: string | null;
}

export interface Duel {
  readonly plan: Plan;
  readonly trials: readonly Trial[];
  /** Summary of the trials that ended; null before the first. */
  readonly summary: SummaryAnswer | null;
}

export interface State {
  readonly offer: Offer | null;
  readonly duel: Duel | null;
  /** Line that says what is wrong with the last wish. */
  readonly refused: string | null;
  /** Reason why nothing can be played in this browser. */
  readonly lacks: string | null;
  /** True while the reader has paused the trials; true while they wait for a hidden tab to be seen again. */
  readonly isPaused: boolean;
  readonly isAway: boolean;
}

/**
 * Change of the state. duel: another plan. trial: the state of one. points: a checkpoint or progress. summary, offer,
 * refused, lacks, paused: that field.
 */
export type Change =
  | { readonly what: 'duel' | 'points' | 'summary' | 'offer' | 'refused' | 'lacks' | 'paused' }
  | { readonly what: 'trial'; readonly trial: Trial };

type Listener = (change: Change, state: State) => void;

const NOTHING: Cost = { macs: 0, updates: 0, evaluations: 0, sequences: 0, seconds: 0 };

const untouched = (spec: TrialSpec): Trial => ({
  ...{ spec, state: 'waiting', parameters: null, spent: 0, cost: NOTHING, trainingLoss: null },
  ...{ checkpoints: [], champion: null, result: null, failure: null },
});

/** Trial after an event of its worker. */
export function after(trial: Trial, event: ToldEvent): Trial {
  switch (event.type) {
    case 'started':
      return { ...trial, parameters: event.parameters };
    case 'progress':
      return { ...trial, cost: event.cost, spent: event.spent, trainingLoss: event.trainingLoss };
    case 'checkpoint': {
      const { checkpoint, spent, champion } = event;
      return {
        ...trial,
        ...{ spent, cost: checkpoint.cost, trainingLoss: checkpoint.trainingLoss },
        checkpoints: [...trial.checkpoints, checkpoint],
        champion: champion ?? trial.champion,
      };
    }
    case 'finished':
      return { ...trial, champion: event.result.champion ?? trial.champion };
    case 'paused':
      return { ...trial, state: 'standing' };
    case 'going on':
      return { ...trial, state: 'playing' };
  }
}

/** Trial after its end. */
export function ended(trial: Trial, result: PlainResult): Trial {
  const isFailed = result.stop.reason === 'failed';
  return {
    ...trial,
    state: isFailed ? 'failed' : 'ended',
    cost: result.cost,
    ...{ result, failure: isFailed ? result.stop.detail : null },
  };
}

export interface Surroundings extends Pick<Workplace, 'open' | 'begin' | 'cores'> {
  /** True while the page cannot be seen. */
  readonly isHidden: boolean;
}

export interface Beginning {
  /** True to keep trials that are the same in the former duel. */
  readonly keeps?: boolean;
  /** True to stop and forget the former duel where the wish is refused. */
  readonly clears?: boolean;
}

export class Session {
  readonly #crew: Crew;
  #state: State = {
    ...{ offer: null, duel: null, refused: null, lacks: null },
    ...{ isPaused: false, isAway: false },
  };
  readonly #listeners = new Set<Listener>();
  /** Orders to trials under way, by id. */
  #playing = new Map<string, Playing>();
  #isHidden: boolean;
  #goesOn = false;
  #plans = 0;
  #summaries = 0;
  /** Wish for the next seed that is not answered yet. */
  #next: Wish | null = null;

  constructor({ open, begin, cores, isHidden }: Surroundings) {
    this.#isHidden = isHidden;
    this.#crew = new Crew({
      ...{ open, begin, cores },
      ready: () => {},
      lacks: (reason) => this.giveUp(reason),
    });
  }

  get state(): State {
    return this.#state;
  }

  follow(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /**
   * Begins the duel that is wished; the former one is stopped. Where it is refused, `state.refused` says why, and the
   * former one goes on.
   * @returns false where it is refused, or a later wish has overtaken it
   */
  async begin(wish: Wish, { keeps = false, clears = false }: Beginning = {}): Promise<boolean> {
    this.#plans += 1;
    this.#next = null;
    const number = this.#plans;
    let plan: Plan;
    try {
      plan = await this.#crew.ask('plan', { wish });
    } catch (error) {
      if (number !== this.#plans) return false;
      this.#next = null;
      if (clears) this.clear();
      this.#refuse(error);
      return false;
    }
    if (number !== this.#plans) return false;
    this.#next = null;
    const former = new Map(
      keeps ? (this.#state.duel?.trials ?? []).map((trial) => [JSON.stringify(trial.spec), trial]) : [],
    );
    const trials = plan.trials.map((spec) => former.get(JSON.stringify(spec)) ?? untouched(spec));
    const kept = new Set(trials.filter(({ state }) => state !== 'waiting').map(({ spec }) => spec.id));
    for (const [id, playing] of this.#playing) {
      if (kept.has(id)) continue;
      playing.order('stop');
      this.#playing.delete(id);
    }
    this.#summaries += 1;
    this.#set({ duel: { plan, trials, summary: null }, refused: null, isPaused: false }, { what: 'duel' });
    this.#hold();
    this.#fill();
    if (trials.some(({ result }) => result !== null)) void this.#summarise();
    return true;
  }

  /** Stops the trials and forgets the duel. */
  clear(): void {
    for (const playing of this.#playing.values()) playing.order('stop');
    this.#playing.clear();
    this.#set({ duel: null }, { what: 'duel' });
  }

  /** Begins the same duel once more: with the same seed it gives the same picture. */
  again(): Promise<boolean> {
    return this.begin(this.#wish);
  }

  /** The same duel with the next seed; asked for twice at once, with the one after it. */
  nextSeed(): Promise<boolean> {
    const wish = this.#next ?? this.#wish;
    const next = { ...wish, seed: String(Number(wish.seed) + 1) };
    const begun = this.begin(next);
    this.#next = next;
    return begun;
  }

  /** The same duel with so many seeds; trials that it has played already are kept. */
  seeds(count: number): Promise<boolean> {
    return this.begin({ ...this.#wish, seeds: String(count) }, { keeps: true });
  }

  pause(): void {
    this.#set({ isPaused: true }, { what: 'paused' });
    this.#hold();
  }

  goOn(): void {
    this.#set({ isPaused: false }, { what: 'paused' });
    this.#hold();
  }

  /** Lets every trial go on to its next validation, and pauses them there. */
  oneValidation(): void {
    this.#set({ isPaused: true }, { what: 'paused' });
    for (const playing of this.#playing.values()) playing.order('one validation');
    this.#fill(true);
  }

  /** Says whether the page can be seen. */
  look(isHidden: boolean): void {
    this.#isHidden = isHidden;
    this.#hold();
  }

  /** Says whether trials go on while the page cannot be seen. */
  goOnInBackground(goesOn: boolean): void {
    this.#goesOn = goesOn;
    this.#hold();
  }

  /** Says that nothing can be played here, and why. */
  giveUp(reason: string): void {
    this.#set({ lacks: reason }, { what: 'lacks' });
  }

  /** Loads what can be chosen, once. */
  async loadOffer(): Promise<void> {
    if (this.#state.offer !== null) return;
    try {
      const offer = await this.#crew.ask('offer', {});
      this.#set({ offer }, { what: 'offer' });
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Asks a worker. */
  ask<Name extends Ask>(ask: Name, given: Asks[Name]['given']): Promise<Asks[Name]['answer']> {
    return this.#crew.ask(ask, given);
  }

  /** Asks the worker that plays no trials: it answers at once, and holds the worlds. */
  askDesk<Name extends Ask>(ask: Name, given: Asks[Name]['given']): Promise<Asks[Name]['answer']> {
    return this.#crew.desk.ask(ask, given).answer;
  }

  get #wish(): Wish {
    return this.#state.duel?.plan.wish ?? {};
  }

  get #isHeld(): boolean {
    return this.#state.isPaused || this.#state.isAway;
  }

  /** Gives the order that fits: pause or go on. */
  #hold(): void {
    const isAway = this.#isHidden && !this.#goesOn;
    if (isAway !== this.#state.isAway) this.#set({ isAway }, { what: 'paused' });
    const order = this.#isHeld ? 'pause' : 'go on';
    for (const playing of this.#playing.values()) playing.order(order);
    this.#fill();
  }

  /** Begins trials that wait, as far as there are workers. */
  #fill(oneValidation = false): void {
    const { duel, lacks } = this.#state;
    if (duel === null || lacks !== null || (this.#isHeld && !oneValidation)) return;
    for (const { spec, state } of duel.trials) {
      if (state !== 'waiting' || !this.#crew.hasRoom(duel.trials.length)) continue;
      this.#play(spec, oneValidation);
    }
  }

  #play(spec: TrialSpec, paused: boolean): void {
    // A trial of a former duel may have the same id, and still be about to stop.
    const isMine = (): boolean => this.#state.duel?.trials.some((one) => one.spec === spec) === true;
    const playing = this.#crew.play(spec, paused, (event) => {
      if (isMine()) this.#hear(spec, event);
    });
    this.#playing.set(spec.id, playing);
    this.#change(spec, (trial) => ({ ...trial, state: 'playing' }));
    const over = (change: (trial: Trial) => Trial): void => {
      if (this.#playing.get(spec.id) === playing) this.#playing.delete(spec.id);
      if (isMine()) {
        this.#change(spec, change);
        void this.#summarise();
      }
      this.#fill();
    };
    playing.result.then(
      (result) => over((trial) => ended(trial, result)),
      (error: unknown) => over((trial) => ({ ...trial, state: 'failed', failure: lineOf(error) })),
    );
  }

  #hear(spec: TrialSpec, event: ToldEvent): void {
    const isState = event.type === 'paused' || event.type === 'going on' || event.type === 'started';
    this.#change(spec, (trial) => after(trial, event), isState);
  }

  #change(spec: TrialSpec, change: (trial: Trial) => Trial, tellsState = true): void {
    const { duel } = this.#state;
    if (duel === null) return;
    let changed: Trial | null = null;
    const trials = duel.trials.map((trial) => {
      if (trial.spec !== spec) return trial;
      changed = change(trial);
      return changed;
    });
    if (changed === null) return;
    this.#set(
      { duel: { ...duel, trials } },
      tellsState ? { what: 'trial', trial: changed } : { what: 'points' },
    );
  }

  async #summarise(): Promise<void> {
    const { duel } = this.#state;
    if (duel === null) return;
    this.#summaries += 1;
    const number = this.#summaries;
    const results = duel.trials.flatMap(({ result }) => (result === null ? [] : [result]));
    if (results.length === 0) return;
    try {
      const summary = await this.#crew.ask('summary', { spec: duel.plan.spec, results });
      const now = this.#state.duel;
      if (number !== this.#summaries || now === null) return;
      this.#set({ duel: { ...now, summary } }, { what: 'summary' });
    } catch (error) {
      if (number === this.#summaries) this.#set({ refused: lineOf(error) }, { what: 'refused' });
    }
  }

  /** Says what is wrong, unless nothing can be played at all, which is said already. */
  #refuse(error: unknown): void {
    if (this.#state.lacks === null) this.#set({ refused: lineOf(error) }, { what: 'refused' });
  }

  #set(changed: Partial<State>, change: Change): void {
    this.#state = { ...this.#state, ...changed };
    for (const listener of this.#listeners) listener(change, this.#state);
  }
}

/** Most characters of such a line: an address may quote a text of any length. */
const LINE_CHARACTERS = 2000;

/** Line of an error that a worker has answered with. */
export function lineOf(error: unknown): string {
  // The page has two scripts, each with a class of its own.
  const isFault = error instanceof Error && (error as Partial<Refused>).isFault === true;
  const text = error instanceof Error ? error.message : String(error);
  const line = isFault ? `This is a fault of genoprop: ${text}` : text;
  return line.length <= LINE_CHARACTERS ? line : `${line.slice(0, LINE_CHARACTERS - 1)}…`;
}
