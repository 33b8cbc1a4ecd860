/**
 * Followers of run files: one a run, whatever the number of its viewers. A follower looks at its file twice a second and
 * keeps what has happened, so that a viewer who was away goes on where it was. A while after the last viewer has gone
 * the file is closed.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { monotonicSeconds } from '../clock.ts';
import { oneLine } from '../errors.ts';
import { curveOf } from '../report/curve.ts';
import type { Curve } from '../report/data.ts';
import type { Html } from '../report/html/markup.ts';
import { openRun, type RunFile } from '../store/run-file.ts';
import type { Checkpoint, TournamentEvent } from '../tournament/spec/tournament.ts';
import { followTuning } from '../watch/tuning-standing.ts';
import { type Glance, type Watched, watchRunFile } from '../watch/watched-run.ts';
import { type HeardState, type PlayedRuns, withProgress } from './played-runs.ts';
import { raceSection } from './race.ts';
import type { Stream } from './streams.ts';

const MILLISECONDS_BETWEEN_LOOKS = 500;
/** Seconds for which a file without viewers stays open. */
const SECONDS_KEPT = 30;
/** Most happenings that are kept for viewers who were away; one who was away for longer reads the page anew. */
const MOST_KEPT = 2000;

/** New validations of trials, as columns of their curves. */
export interface Points {
  readonly trials: readonly { readonly id: string; readonly curve: Curve }[];
}

/** Happening that viewers are told of: new points, results by which the page has become old, a file read anew. */
interface Happening {
  readonly number: number;
  readonly event: 'points' | 'stale' | 'reset';
  readonly data: Points | null;
}

export class Followers {
  readonly #open = new Map<string, Follower>();
  readonly #played: PlayedRuns | null;

  /** @param played runs that are played beside the server */
  constructor(played: PlayedRuns | null = null) {
    this.#played = played;
  }

  /**
   * Follower of the run file.
   * @throws UserError where it cannot be read
   */
  of(path: string): Follower {
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    const follower = new Follower(path, {
      heard: () => this.#played?.of(path) ?? null,
      closed: () => this.#open.delete(path),
    });
    this.#open.set(path, follower);
    return follower;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Looks at all open files once more, and whether they are still written. */
  lookAtEnd(): void {
    for (const follower of [...this.#open.values()]) follower.lookAgain(true);
  }

  close(): void {
    for (const follower of [...this.#open.values()]) follower.close();
  }
}

interface FollowerParts {
  /** State that the run's player has told. */
  heard(): HeardState | null;
  /** Is called when the file has been closed. */
  closed(): void;
}

export class Follower {
  readonly #path: string;
  readonly #run: RunFile;
  readonly #look: (asksState?: boolean) => Glance;
  readonly #parts: FollowerParts;
  readonly #tuning = followTuning();
  readonly #viewers = new Set<Stream>();
  readonly #timer: NodeJS.Timeout;
  /** Mark of this follower: another one counts anew. */
  readonly #mark = randomBytes(6).toString('base64url');
  #happenings: Happening[] = [];
  #number = 0;
  #watched: Watched;
  #race: Html;
  #seenAt = monotonicSeconds();

  constructor(path: string, parts: FollowerParts) {
    this.#path = path;
    this.#parts = parts;
    this.#run = openRun(path, { readOnly: true });
    try {
      this.#look = watchRunFile(this.#run, monotonicSeconds);
      this.#watched = this.#look().watched;
      this.#race = this.#draw();
    } catch (error) {
      this.#run.close();
      throw error;
    }
    this.#timer = setInterval(() => this.lookAgain(), MILLISECONDS_BETWEEN_LOOKS);
  }

  /** Race as it is now, and the id after which a stream goes on from a page that is made from here on. */
  now(): { readonly race: Html; readonly since: string } {
    this.lookAgain();
    return { race: this.#race, since: this.#idOf(this.#number) };
  }

  /**
   * Tells the stream of the race, and of all that happens.
   * @param since id of the last happening that the viewer knows
   * @returns function that ends it
   */
  join(stream: Stream, since: string | null): () => void {
    this.#viewers.add(stream);
    const [mark, text = ''] = since?.split('-') ?? [];
    const number = Number(text);
    const first = this.#happenings[0]?.number ?? this.#number + 1;
    const isKnown = mark === this.#mark && number >= first - 1 && number <= this.#number;
    if (isKnown) for (const one of this.#happenings) if (one.number > number) this.#tell(stream, one);
    if (!isKnown) stream.send('reset', null, this.#idOf(this.#number));
    stream.send('race', { html: this.#race.text }, this.#idOf(this.#number));
    return () => {
      this.#viewers.delete(stream);
      this.#seenAt = monotonicSeconds();
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#run.close();
    for (const viewer of this.#viewers) viewer.end();
    this.#parts.closed();
  }

  /** Looks at the file now, and tells what is new. */
  lookAgain(asksState = false): void {
    if (this.#viewers.size === 0 && monotonicSeconds() - this.#seenAt > SECONDS_KEPT) {
      this.close();
      return;
    }
    try {
      if (!existsSync(this.#path)) {
        this.#end('The run file is no longer there.');
        return;
      }
      const { watched, events, anew } = this.#look(asksState);
      const before = this.#watched;
      this.#watched = watched;
      if (anew) this.#happen('reset', null);
      else this.#happened(events.map(([event]) => event));
      if (watched.state !== before.state) this.#happen('stale', null);
      if (watched === before && watched.state !== 'running') return;
      const race = this.#draw();
      if (race.text === this.#race.text) return;
      this.#race = race;
      for (const viewer of this.#viewers) viewer.send('race', { html: race.text });
    } catch (error) {
      this.#end(`The run cannot be read on: ${oneLine(error)}.`);
    }
  }

  /** Tells viewers why there is no more, and closes. */
  #end(text: string): void {
    for (const viewer of this.#viewers) viewer.send('gone', { text });
    this.close();
  }

  #happened(events: readonly TournamentEvent[]): void {
    const checkpoints = new Map<string, Checkpoint[]>();
    let isStale = false;
    for (const event of events) {
      if (event.type === 'checkpoint') {
        const own = checkpoints.get(event.id) ?? [];
        checkpoints.set(event.id, own);
        own.push(event.checkpoint);
      } else isStale ||= event.type === 'finished' || event.type === 'retried';
    }
    if (checkpoints.size > 0) {
      const trials = [...checkpoints].map(([id, own]) => ({ id, curve: curveOf(own, own.length) }));
      this.#happen('points', { trials });
    }
    if (isStale) this.#happen('stale', null);
  }

  #happen(event: Happening['event'], data: Points | null): void {
    this.#number += 1;
    const happening = { number: this.#number, event, data };
    this.#happenings.push(happening);
    if (this.#happenings.length > MOST_KEPT) this.#happenings = this.#happenings.slice(-MOST_KEPT / 2);
    for (const viewer of this.#viewers) this.#tell(viewer, happening);
  }

  #tell(stream: Stream, { number, event, data }: Happening): void {
    stream.send(event, data, this.#idOf(number));
  }

  #idOf(number: number): string {
    return `${this.#mark}-${number}`;
  }

  #draw(): Html {
    const { spec, standing: stored, state } = this.#watched;
    const shown = this.#tuning(spec, stored)?.bestAlone ?? spec;
    const told = state === 'running' ? this.#parts.heard() : null;
    const written = writtenAt(this.#path);
    const heard =
      told === null
        ? { what: 'last written', at: written }
        : { what: 'last heard of', at: written !== null && written > told.at ? written : told.at };
    const standing = told === null ? stored : withProgress(stored, told.trials);
    return raceSection({ ...this.#watched, standing, shown, heard, isPaused: told?.isPaused === true });
  }
}

/** Time of the last write of the file or its journal. */
function writtenAt(path: string): string | null {
  const times = [path, `${path}-wal`].flatMap(
    (file) => statSync(file, { throwIfNoEntry: false })?.mtime.toISOString() ?? [],
  );
  return times.sort().at(-1) ?? null;
}
