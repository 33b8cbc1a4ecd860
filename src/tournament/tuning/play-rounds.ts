/** Player of a tournament round after round: one round for a tournament, as many as its tuning has otherwise. */
import type { EarlierSession, TrialOutcome } from '../earlier-session.ts';
import type { TournamentEvent, TournamentSpec } from '../spec/tournament.ts';
import { trialsOf } from '../spec/trials-of.ts';
import { nextRound, roundOf } from './next-round.ts';

/** Begin of a further round: trials of the candidates that go on have more to spend. */
export interface RoundEvent {
  readonly type: 'round';
  /** Number of the round, from 2, and of all rounds. */
  readonly round: number;
  readonly rounds: number;
  readonly spec: TournamentSpec;
  /** Session before it: the trials that go on are no longer among the finished ones. */
  readonly past: EarlierSession;
}

export type RoundsEvent = TournamentEvent | RoundEvent;

export interface RoundsOptions {
  /** Plays the trials of a round that have not ended. */
  play(spec: TournamentSpec, past: EarlierSession): AsyncIterable<TournamentEvent>;
  /** Opens a round: keeps its spec, and gives the session before it. */
  open(next: TournamentSpec, held: TournamentSpec): EarlierSession | Promise<EarlierSession>;
}

/** Plays the tournament from where `past` left it; the last event is `done`. A stop ends it within its round. */
export async function* playRounds(
  planned: TournamentSpec,
  before: EarlierSession,
  { play, open }: RoundsOptions,
): AsyncGenerator<RoundsEvent, void> {
  let [spec, past] = [planned, before];
  const results = new Map<string, TrialOutcome>(past.finished);
  for (;;) {
    let stopped = false;
    if (spec.tuning === undefined || trialsOf(spec).some(({ id }) => !past.finished.has(id))) {
      for await (const event of play(spec, past)) {
        if (event.type === 'finished') results.set(event.id, event.result);
        if (event.type === 'done') stopped = event.stopped;
        else yield event;
      }
    }
    const next = stopped ? null : nextRound(spec, results);
    if (next === null) {
      yield { type: 'done', stopped };
      return;
    }
    past = await open(next, spec);
    spec = next;
    const rounds = spec.tuning!.rounds.length;
    yield { type: 'round', round: roundOf(spec) + 1, rounds, spec, past };
  }
}
