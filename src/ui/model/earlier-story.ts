/** Story of an earlier session, with the nets that it found. */
import type { Viewed } from '../../session/view.ts';
import { openRun, type RunFile } from '../../store/run-file.ts';
import { unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import { type Story, storyOf, withChampion } from '../../watch/story.ts';

export function pastStory({ past, standing, path }: Pick<Viewed, 'past' | 'standing' | 'path'>): Story {
  let story = storyOf(past, [...standing.keys()]);
  for (const [id, snapshot] of past.resume) {
    story = withChampion(story, id, unwrapSnapshot(snapshot).state.best);
  }
  if (past.finished.size === 0 || path === null) return story;
  // Nets are only shown here: a run that cannot be read a second time is shown without them.
  let run: RunFile | null = null;
  try {
    run = openRun(path, { readOnly: true });
    return withStoredChampions(story, past.finished.keys(), run);
  } catch {
    return story;
  } finally {
    run?.close();
  }
}

function withStoredChampions(story: Story, ids: Iterable<string>, run: RunFile): Story {
  let told = story;
  for (const id of ids) {
    // The probe tells, before any net is read, whether the trial's would be the best.
    if (withChampion(told, id, PROBE) === told) continue;
    const champion = run.champion(id);
    if (champion !== null) told = withChampion(told, id, champion);
  }
  return told;
}

const PROBE = { parameters: new Float32Array(1) };
