/** Film of a recorded episode, as a page plays it. */
import type { RecordedTest } from '../tournament/trial/record-own-test.ts';
import type { ChampionFilm } from './data.ts';
import type { Limits } from './limits.ts';
import { picturesData } from './play/frames.ts';
import { short, thinned } from './thin.ts';

type Shown = Omit<ChampionFilm, 'contestant' | 'repetition' | 'start'>;

/** Film with as many pictures as fit, evenly spread over the recorded steps. */
export function filmOf(
  { recording, outcome, starts }: RecordedTest,
  { frames, film }: Pick<Limits, 'frames' | 'film'>,
): Shown {
  const { pictures } = recording;
  const of = (most: number): Shown => {
    const at = thinned(pictures.length, most);
    return {
      ...{ starts, lost: outcome.wrong, loss: short(outcome.loss), at },
      ...{ steps: outcome.measures!.steps!, recorded: pictures.length },
      ...picturesData(at.map((step) => pictures[step]!)),
    };
  };
  let most = Math.min(frames, pictures.length);
  let shown = of(most);
  while (most > LEAST_FRAMES && JSON.stringify(shown).length > film) {
    most = Math.max(LEAST_FRAMES, Math.floor(most / 2));
    shown = of(most);
  }
  return shown;
}

/** Fewest pictures, whatever their size. */
const LEAST_FRAMES = 2;
