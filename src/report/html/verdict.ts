/** Beginning of a report: the comparison, the winner, the state of the run. */

import { stateText } from '../../session/run-lines.ts';
import { counted } from '../../words/text.ts';
import type { ReportData } from '../data.ts';
import { breakable } from './breakable.ts';
import { type Html, html } from './markup.ts';
import { titleOf } from './title.ts';
import { budgetWords, day } from './words.ts';

/**
 * Section of the verdict.
 * @param race of a run that is watched, below the title; it tells the run's state, which a file tells in a banner
 */
export function heading(data: ReportData, race?: Html): Html {
  const { spec, counts, sessions } = data;
  const { head, rest } = inTwo(data);
  const made = sessions[0]!;
  const facts: readonly (readonly [string, string])[] = [
    [
      'Trials',
      `${spec.tasks.length > 1 ? `${counted(spec.tasks.length, 'task')} × ` : ''}${entrants(data)} × ${counted(spec.seeds, 'seed')}`,
    ],
    [
      spec.tasks.some(({ budget }) => budget !== undefined) ? 'Budget, where a task has no other' : 'Budget',
      budgetWords(spec.budget),
    ],
    [
      'Ended',
      `${counts.finished} of ${counts.planned}${counts.failed > 0 ? `, ${counts.failed} failed` : ''}`,
    ],
    ['Run on', day(made.created)],
  ];
  const verdict = html`<div class="verdict${data.winner === null ? '' : ' won'}"><p class="who">${
    data.winner === null ? head : html`<span class="medal" aria-hidden="true">★</span> ${data.winner} wins`
  }</p><p>${rest}</p></div>
`;
  // Once it is over, the end of a race matters more than the race.
  return html`<section id="verdict" class="lead">
<p class="kicker">genoprop report</p>
<h1>${breakable(titleOf(data))}</h1>
${data.state === 'done' && race !== undefined ? html`${verdict}${race}` : html`${race ?? banner(data)}${verdict}`}<dl class="facts">${facts.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>
</section>
`;
}

/** Count of contestants, or of a tuning's candidates. */
function entrants({ tuning, contestants }: ReportData): string {
  if (tuning === undefined) return counted(contestants.length, 'contestant');
  const candidates = tuning.searches.reduce((sum, search) => sum + search.candidates.length, 0);
  return `${counted(tuning.searches.length, 'contestant')}, ${counted(candidates, 'candidate')} in all`;
}

/** First words of the verdict, for large type, and the rest of it. */
export function inTwo({ text, winner, contestants, state, tuning }: ReportData): {
  readonly head: string;
  readonly rest: string;
} {
  if (tuning !== undefined)
    return { head: `Best settings found${tuning.isComplete ? '' : ' so far'}`, rest: text };
  const [, begins, said] = /^(No winner|No verdict|Not enough evidence)[^:]*: (.*)$/s.exec(text) ?? [];
  const rest = said ?? (winner === null ? text : text.replace(`${winner} wins: `, ''));
  const named = contestants.some(({ name }) => rest.startsWith(name));
  const head = `${begins ?? 'No winner'}${state === 'done' ? '' : ' yet'}`;
  return { head, rest: named ? rest : rest.charAt(0).toUpperCase() + rest.slice(1) };
}

function banner({ state, counts, file }: ReportData): Html | null {
  if (state === 'done') return null;
  return html`<p class="banner" role="note">${sentence(stateText(state, counts, file).replaceAll('`', ''))} What follows is how it stood when this report was made.</p>
`;
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
