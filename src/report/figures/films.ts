/** Figures of the champions' episodes, to be played step by step. */
import { counted } from '../../words/text.ts';
import { emptyDrawing } from '../charts/frame.ts';
import { compact } from '../charts/ticks.ts';
import type { ChampionFilm, ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { Figure } from './figure.ts';

export function filmFigures(data: ReportData, task: number): Figure[] {
  return (data.tasks[task]!.films ?? []).map((film, index): Figure => {
    const { contestant, repetition } = film;
    const place = data.contestants.findIndex(({ name }) => name === contestant);
    return {
      id: `task-${task + 1}-film-${place + 1}`,
      section: 'champions',
      of: contestantKey(place),
      task,
      title: `An episode of ${contestant}, seed ${repetition}`,
      shows: endOf(film),
      ...(index === 0 ? { reading: READING } : {}),
      group: 'films',
      controls: [],
      half: true,
      film,
      draw: (_, theme) => emptyDrawing(FILM, theme),
    };
  });
}

const READING =
  'The slider goes to a step, Play goes through them. In an episode that is lost, look at the last steps: what does the net do, and what should it have done? In one that is not, see whether it comes to rest or corrects itself for ever.';

/** Height of a film in pixels before it is drawn. */
const FILM = 200;

function endOf({ start, starts, lost, loss, steps, recorded, at }: ChampionFilm): string {
  const end = `${lost ? 'Lost' : 'Not lost'} after ${counted(steps, 'action')}`;
  const first = recorded < steps ? ` The first ${recorded} are recorded` : '';
  const pictures =
    at.length < recorded ? `${first === '' ? ' T' : ', t'}hey are shown by ${at.length} pictures` : '';
  const value = loss === null ? '' : `, loss ${compact(loss)}`;
  const more = `${first}${pictures}`;
  return `${end}${value}. Start ${start} of ${starts} of the test.${more === '' ? '' : `${more}.`}`;
}
