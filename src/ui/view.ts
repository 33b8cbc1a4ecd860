/**
 * Terminal UI as the view of a tournament that is played in this process. Ink and React load slowly, so they load while
 * the tournament already runs.
 */
import process from 'node:process';
import { oneLine } from '../blame.ts';
import { logView } from '../session/log-view.ts';
import { roundText } from '../session/round-text.ts';
import type { View, Viewed } from '../session/view.ts';
import { followMachines } from '../watch/machines.ts';
import { type NewsItem, newsAfter } from '../watch/news.ts';
import { storyAfter } from '../watch/story.ts';
import { followTuning } from '../watch/tuning-standing.ts';
import { THIS_MACHINE } from '../words/machines.ts';
import { pastStory } from './model/earlier-story.ts';
import type { Shown } from './model/shown.ts';
import { specimenCache } from './model/specimen-cache.ts';
import type { Stage } from './stage.tsx';
import { coloursOf } from './terminal/colours-of.ts';

/** Seconds for which a remark takes the place of the keys. */
const NOTE_SECONDS = 10;

/**
 * View on a terminal.
 * @param stream the terminal behind the surface
 */
export function inkView(viewed: Viewed, stream: NodeJS.WriteStream): View {
  const { surface, workers, now, setPaused, interrupt } = viewed;
  const input = process.stdin;
  const begun = now();
  let { spec, standing } = viewed;
  let story = pastStory(viewed);
  const { address = null } = viewed;
  let note = address === null ? '' : `open ${address}`;
  let notedAt = address === null ? Number.NEGATIVE_INFINITY : now();
  let news: readonly NewsItem[] = note === '' ? [] : [{ seconds: 0, text: note }];
  let stopping = false;
  let stage: Stage | null = null;
  let log: View | null = null;
  let ended = false;
  const changed = (): void => stage?.changed();
  // A person waits for the sequences, so they are drawn at once.
  const specimens = specimenCache(spec, () => stage?.now());

  const tuningOf = followTuning();
  const machinesOf = followMachines();

  const shown = (): Shown => ({
    spec,
    standing,
    story,
    news,
    elapsed: now() - begun,
    workers,
    over: null,
    verdict: null,
    // What stops the tournament stays; other remarks leave the keys their place, and stay among the news.
    note: stopping || now() - notedAt < NOTE_SECONDS ? note : '',
    address,
    keys: input.isTTY === true,
    watched: false,
    specimens: specimens.all,
    tuning: tuningOf(spec, standing),
    machines: machinesOf(standing, THIS_MACHINE),
  });
  const onQuit = (how: 'quit' | 'interrupt'): void => {
    // A second q is impatience, a second Ctrl-C is meant.
    if (how === 'quit' && stopping) return;
    stopping = true;
    interrupt();
  };
  /** Falls back to the log: the tournament matters more than its picture. */
  const goPlain = (error: unknown): void => {
    stage = null;
    log = logView(viewed);
    log.note(`the interface failed, so this goes on as a log: ${oneLine(error)}`);
  };
  loadStage()
    .then(({ openStage }) => {
      if (ended) return;
      stage = openStage({
        stream,
        input,
        colours: coloursOf(surface, stream),
        shown,
        onPaused: setPaused,
        onQuit,
        onNeedSpecimens: specimens.need,
        onFailure: goPlain,
      });
    })
    .catch(goPlain);

  return {
    tell(event, after) {
      standing = after;
      story = storyAfter(story, event);
      news = newsAfter(news, event, after, now() - begun, spec);
      log?.tell(event, after);
      changed();
    },
    round(event, after) {
      spec = event.spec;
      standing = after;
      news = [{ seconds: now() - begun, text: roundText(event) }, ...news];
      log?.round(event, after);
      changed();
    },
    note(text) {
      note = text;
      notedAt = now();
      news = [{ seconds: now() - begun, text }, ...news];
      log?.note(text);
      stage?.now();
    },
    end() {
      ended = true;
      stage?.close();
    },
  };
}

/** Loads the stage with React's production build, which is twice as fast as the one with developers' checks. */
export function loadStage(): Promise<typeof import('./stage.tsx')> {
  process.env.NODE_ENV ??= 'production';
  return import('./stage.tsx');
}
