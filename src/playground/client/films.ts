/** Episodes of the nets: each contestant's best net so far on a start of the test, as films. */
import type { ChampionFilm } from '../../report/data.ts';
import { bestTrial } from '../page-data.ts';
import type { Duel, Session, Trial } from '../session.ts';

/** Milliseconds between two recordings, while nets still change. */
const BETWEEN = 3000;

export class Films {
  readonly #session: Session;
  readonly #changed: () => void;
  #duel: Duel | null = null;
  #start = 1;
  #films: readonly ChampionFilm[] = [];
  #recorded = new Map<string, Trial['champion']>();
  #isRecording = false;
  #recordedAt = Number.NEGATIVE_INFINITY;

  /** @param changed is called when there are other films */
  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
  }

  get films(): readonly ChampionFilm[] {
    return this.#films;
  }

  begin(duel: Duel, start: number): void {
    this.#start = start;
    this.#films = [];
    this.#recorded = new Map();
    this.#recordedAt = Number.NEGATIVE_INFINITY;
    this.#changed();
    this.follow(duel);
  }

  /** The duel as it is now. */
  follow(duel: Duel): void {
    this.#duel = duel;
    const isOver = duel.trials.every(({ state }) => state === 'ended' || state === 'failed');
    const isOther = duel.plan.contestants.some(({ name }) => {
      const best = bestTrial(duel.trials, name);
      return best !== null && this.#recorded.get(best.spec.id) !== best.champion;
    });
    if (!isOther || this.#isRecording) return;
    if (isOver || performance.now() - this.#recordedAt >= BETWEEN) void this.#record();
  }

  async #record(): Promise<void> {
    const duel = this.#duel!;
    const start = this.#start;
    this.#isRecording = true;
    const films: ChampionFilm[] = [];
    for (const { name } of duel.plan.contestants) {
      const trial = bestTrial(duel.trials, name);
      if (trial === null || trial.champion === null) continue;
      this.#recorded.set(trial.spec.id, trial.champion);
      try {
        const given = { trial: trial.spec, champion: trial.champion, start };
        const {
          sees: _,
          does: __,
          observations: ___,
          actions: ____,
          ...film
        } = await this.#session.ask('episode', given);
        if (film.pictures.length > 0)
          films.push({ ...film, contestant: name, repetition: trial.spec.repetition, start });
      } catch {
        // A net that cannot be recorded has no film; its trial says what is wrong.
      }
    }
    this.#isRecording = false;
    this.#recordedAt = performance.now();
    if (this.#duel?.plan !== duel.plan || this.#start !== start) {
      this.follow(this.#duel!);
      return;
    }
    this.#films = films;
    this.#changed();
  }
}
