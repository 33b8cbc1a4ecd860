/** Polling of a run file: each look gives the new events as a running tournament would tell them. */
import { readingFrom } from '../store/damage.ts';
import type { RunFile } from '../store/run-file.ts';
import { type RunState, runState } from '../store/run-state.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { type Standing, standingAfter, standingBefore } from '../tournament/standing.ts';
import { type Follower, followRun } from './follow-run.ts';
import { type NewsItem, newsAfter } from './news.ts';
import { type Story, storyAfter, storyBefore } from './story.ts';

export interface Watched {
  readonly spec: TournamentSpec;
  readonly standing: Standing;
  readonly story: Story;
  readonly news: readonly NewsItem[];
  readonly state: RunState;
}

/** Result of one look. */
export interface Glance {
  readonly watched: Watched;
  /** Events since the look before, each with the standing after it. */
  readonly events: readonly (readonly [TournamentEvent, Standing])[];
  /** True where everything was read from its beginning: at the first look, and when another process resumes the run. */
  readonly anew: boolean;
}

/** Least seconds between checks that the run's process is alive, since each check reads a file. */
const SECONDS_BETWEEN_STATES = 2;

/**
 * Makes the function that looks. The function throws the errors of the run's readers.
 * @returns function that looks; with true it looks at the state too, however lately it has
 */
export function watchRunFile(run: RunFile, now: () => number): (asksState?: boolean) => Glance {
  let follower: Follower | null = null;
  let watched: Watched | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;

  const look = (asksState: boolean): Glance => {
    let found = follower === null ? null : follower();
    const anew = found === null;
    if (found === null || watched === null) {
      const spec = run.spec();
      const trials = trialsOf(spec);
      follower = followRun(run);
      found = follower() ?? [];
      watched = {
        spec,
        standing: standingBefore(trials),
        story: storyBefore(trials.length),
        news: [],
        state: 'running',
      };
    }
    let { standing, story, news, state } = watched;
    const events = found.map((event) => {
      standing = standingAfter(standing, event);
      story = storyAfter(story, event);
      news = newsAfter(news, event, standing, null, watched!.spec);
      return [event, standing] as const;
    });
    if (asksState || events.length > 0 || now() - askedAt >= SECONDS_BETWEEN_STATES) {
      askedAt = now();
      state = runState(run);
    }
    watched = { ...watched, standing, story, news, state };
    return { watched, events, anew };
  };
  return (asksState = false) => readingFrom(run.path, () => look(asksState));
}
