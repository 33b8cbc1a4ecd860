/**
 * Schedule of trials over web workers: one trial, one worker. Workers are opened as they are needed, one core is left to
 * the page where the machine has enough, and a worker that fails or does not stop its trial in time is replaced.
 */

import type { TrialSpec } from '../tournament/spec/tournament.ts';
import type { Ask, Asks, Begin, Order, PlainResult, ToldEvent } from './messages.ts';
import { Port, type WorkerLike } from './port.ts';

export interface Workplace {
  open(): WorkerLike;
  readonly begin: Promise<Begin>;
  /** Number of cores of the machine. */
  readonly cores: number;
  ready(): void;
  lacks(reason: string): void;
}

/** Number of workers: one core is left to the page, and two trials always run side by side. */
export const workersFor = (cores: number, trials: number): number =>
  Math.max(1, Math.min(trials, Math.max(2, cores - 1)));

/** Milliseconds for a trial to stop, before its worker is ended. */
const STOPS_WITHIN = 2000;

/** Trial under way in a worker. */
export interface Playing {
  /** Refused with `Refused` where the trial cannot be played, or its worker is ended. */
  readonly result: Promise<PlainResult>;
  order(order: Order['order']): void;
}

interface Place {
  readonly port: Port;
  isBusy: boolean;
}

export class Crew {
  readonly #workplace: Workplace;
  #places: Place[] = [];
  /** Worker for what the reader does while all others play. */
  #desk: Port | null = null;

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
  }

  /** True where a trial could begin now, of so many that are to be played. */
  hasRoom(trials: number): boolean {
    return (
      this.#places.some(({ isBusy }) => !isBusy) ||
      this.#places.length < workersFor(this.#workplace.cores, trials)
    );
  }

  /** Begins a trial in a free worker, or in a new one. */
  play(trial: TrialSpec, paused: boolean, hear: (event: ToldEvent) => void): Playing {
    const place = this.#places.find(({ isBusy }) => !isBusy) ?? this.#open();
    place.isBusy = true;
    const { id, answer } = place.port.ask('play', { trial, paused }, hear);
    const free = (): void => {
      place.isBusy = false;
    };
    answer.then(free, free);
    return {
      result: answer.then(({ result }) => result),
      order: (order) => {
        place.port.order(id, order);
        if (order === 'stop') this.#endLate(place, answer);
      },
    };
  }

  /** Asks a free worker, or else the one that plays no trial: a step of a trial may take minutes. */
  ask<Name extends Ask>(ask: Name, given: Asks[Name]['given']): Promise<Asks[Name]['answer']> {
    const free = this.#places.find(({ isBusy }) => !isBusy);
    if (free === undefined && this.#places.length > 0) return this.desk.ask(ask, given).answer;
    return (free ?? this.#open()).port.ask(ask, given).answer;
  }

  /** Worker that plays no trial and so answers at once; always the same, for it may hold a world. */
  get desk(): Pick<Port, 'ask'> {
    this.#desk ??= this.#port(() => {
      this.#desk = null;
    });
    return this.#desk;
  }

  #open(): Place {
    const place: Place = { port: this.#port(() => this.#leave(place)), isBusy: false };
    this.#places.push(place);
    return place;
  }

  /** @param lost where its worker fails later on */
  #port(lost: () => void): Port {
    const { open, begin, ready, lacks } = this.#workplace;
    return new Port(open, begin, { ready, lacks, lost });
  }

  #leave(place: Place): void {
    this.#places = this.#places.filter((one) => one !== place);
  }

  /** Ends a worker whose trial does not stop. */
  #endLate(place: Place, answer: Promise<unknown>): void {
    const timer = setTimeout(() => {
      this.#leave(place);
      place.port.end();
    }, STOPS_WITHIN);
    const settle = (): void => clearTimeout(timer);
    answer.then(settle, settle);
  }
}
