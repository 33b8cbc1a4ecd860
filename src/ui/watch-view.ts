/** Terminal UI on a run file, which another process may be writing. */
import process from 'node:process';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { resultLines } from '../session/closing-lines.ts';
import type { Surface } from '../session/terminal.ts';
import type { RunFile } from '../store/run-file.ts';
import { machinesOf, resultsOf, type Standing } from '../tournament/standing.ts';
import { summarise } from '../tournament/summarise.ts';
import { tuningSummary } from '../tournament/tuning/tuning-summary.ts';
import { followMachines } from '../watch/machines.ts';
import { followTuning } from '../watch/tuning-standing.ts';
import { type Watched, watchRunFile } from '../watch/watched-run.ts';
import type { PanelName } from './model/screen.ts';
import type { SettingsThatMattered, Shown } from './model/shown.ts';
import { specimenCache } from './model/specimen-cache.ts';
import type { Stage } from './stage.tsx';
import { coloursOf } from './terminal/colours-of.ts';
import { faint } from './terminal/styles.ts';
import { type Line, line } from './terminal/text.ts';
import { loadStage } from './view.ts';

export interface WatchOptions {
  readonly run: RunFile;
  readonly surface: Surface;
  readonly stream: NodeJS.WriteStream;
  readonly panel: PanelName;
  /** Subscribes the handler to requests to end the process, until the returned function is called. */
  onInterrupt(handler: (exitCode: number) => void): () => void;
}

const MILLISECONDS_BETWEEN_LOOKS = 500;
/** Exit code of a Ctrl-C that arrives as a key, the same as that of its signal. */
const INTERRUPTED = 130;

/** Shows the run until the user quits. Returns the exit code. Throws the errors of reading the run. */
export async function watchOnTerminal({
  run,
  surface,
  stream,
  panel,
  onInterrupt,
}: WatchOptions): Promise<number> {
  const look = watchRunFile(run, monotonicSeconds);
  let { watched } = look();
  const { openStage } = await loadStage();
  const input = process.stdin;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let stage: Stage | null = null;
  let held: Watched | null = null;
  let specimens = specimenCache(watched.spec, () => stage?.now());
  const here = (): string => run.sessions().at(-1)!.machine;
  const verdictOf = rememberedVerdict(here);
  const tuningOf = followTuning();
  const machinesOn = followMachines();
  const matteredOf = rememberedImportance();

  const shown = (): Shown => {
    const picture = held ?? watched;
    const running = [...picture.standing.values()].filter(({ state }) => state === 'running').length;
    const over = picture.state === 'running' ? null : picture.state;
    return {
      ...picture,
      elapsed: over === null ? secondsSince(run.sessions().at(-1)!.created) : null,
      workers: Math.max(1, running),
      over,
      verdict: over === null ? null : (width) => verdictOf(picture, width),
      note: '',
      keys: input.isTTY === true,
      watched: true,
      specimens: specimens.all,
      tuning: tuningOf(picture.spec, picture.standing),
      machines: machinesOn(picture.standing, here()),
      ...(over === null ? {} : { mattered: matteredOf(picture) }),
    };
  };
  const stopListening = onInterrupt(resolve);
  stage = openStage({
    stream,
    input,
    colours: coloursOf(surface, stream),
    screen: { panel },
    shown,
    onPaused(paused) {
      held = paused ? watched : null;
    },
    onQuit: (how) => resolve(how === 'quit' ? 0 : INTERRUPTED),
    onNeedSpecimens: (task) => specimens.need(task),
    onFailure: reject,
  });
  const timer = setInterval(() => {
    try {
      const glance = look();
      if (glance.anew) specimens = specimenCache(glance.watched.spec, () => stage?.now());
      if (glance.events.length > 0 || glance.watched.state !== watched.state) stage?.changed();
      watched = glance.watched;
      // Without keys nobody could end the view.
      if (watched.state !== 'running' && input.isTTY !== true) resolve(0);
    } catch (error) {
      reject(error);
    }
  }, MILLISECONDS_BETWEEN_LOOKS);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
    stopListening();
    stage.close();
  }
}

const secondsSince = (stamp: string): number =>
  Math.max(0, (Date.parse(wallClockStamp()) - Date.parse(stamp)) / 1000);

/**
 * Memoised verdict: statistics of many trials take a moment, so they are kept until something has changed.
 * @param here gives the machine of trials that name none
 */
function rememberedVerdict(here: () => string): (watched: Watched, width: number) => readonly Line[] {
  let known: { readonly standing: Standing; readonly width: number; readonly lines: readonly Line[] } | null =
    null;
  return ({ spec, standing }, width) => {
    if (known?.standing !== standing || known.width !== width) {
      const results = resultsOf(standing);
      const summary = summarise(spec, results);
      const machines = machinesOf(standing, here());
      const texts = resultLines({ spec, results, machines, summary }, { columns: width, colours: false });
      known = { standing, width, lines: texts.map((text, row) => line(text, row === 0 ? faint : undefined)) };
    }
    return known.lines;
  };
}

/** Memoised importance of a tuning's settings by contestant; empty where nothing is tuned. */
function rememberedImportance(): (watched: Watched) => ReadonlyMap<string, SettingsThatMattered> {
  let known: {
    readonly standing: Standing;
    readonly mattered: ReadonlyMap<string, SettingsThatMattered>;
  } | null = null;
  return ({ spec, standing }) => {
    if (known?.standing !== standing) {
      const searches = tuningSummary(spec, resultsOf(standing))?.searches ?? [];
      known = {
        standing,
        mattered: new Map(searches.map(({ contestant, importance }) => [contestant, importance])),
      };
    }
    return known.mattered;
  };
}
