/** Cards of the contestants: state, error, share of the budget, cost. */

import { breakable } from '../../report/html/breakable.ts';
import { contestantEntry, swatch } from '../../report/html/legend.ts';
import { html } from '../../report/html/markup.ts';
import { contestantKey } from '../../report/keys.ts';
import { measureText, showsError } from '../../tournament/spec/criterion.ts';
import { percent, quantity } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { duration } from '../../words/time.ts';
import type { Plan } from '../messages.ts';
import type { Duel, Trial } from '../session.ts';
import { stateOf } from '../trial-words.ts';
import { byId, elementOf, fill, say } from './elements.ts';

const KINDS = { genetic: 'bred', gradient: 'trained by gradients' } as const;

/** Draws a card a contestant, to be filled by `updateCards`. */
export function drawCards({ contestants }: Plan): void {
  const cards = byId('cards');
  fill(cards, html``);
  for (const [place, { name, kind, summary }] of contestants.entries()) {
    const { style, colour } = contestantEntry(name, place);
    const id = `card-${place + 1}`;
    cards.append(
      elementOf(html`<article class="card" aria-labelledby="${id}-name" data-of="${contestantKey(place)}">
<h2 id="${id}-name">${swatch(style, colour)}<span>${breakable(name)}</span></h2>
<p class="what">${KINDS[kind as keyof typeof KINDS] ?? kind}: ${summary}</p>
<p class="state" id="${id}-state"></p>
<p class="error"><span id="${id}-error"></span> <small id="${id}-of"></small></p>
<label class="spent" for="${id}-spent">Budget spent <span id="${id}-share"></span></label>
<progress id="${id}-spent" max="100" value="0"></progress>
<dl class="facts"><div><dt>MACs</dt><dd id="${id}-macs"></dd></div><div><dt>Seconds here</dt><dd id="${id}-seconds"></dd></div><div><dt>Parameters</dt><dd id="${id}-parameters"></dd></div></dl>
</article>`),
    );
  }
}

export function updateCards({ plan, trials }: Duel): void {
  for (const [place, { name }] of plan.contestants.entries()) {
    const own = trials.filter(({ spec }) => spec.contestant.name === name);
    const shown = shownOf(own);
    if (shown === null) continue;
    const part = (what: string): HTMLElement => byId(`card-${place + 1}-${what}`);
    say(part('state'), own.length === 1 ? stateOf(shown) : stateOfSeveral(own, shown));
    part('state').classList.toggle('failed', shown.state === 'failed');
    const { value, of } = errorOf(shown, plan);
    say(part('error'), value);
    say(part('of'), of);
    const spent = Math.round(100 * (own.reduce((sum, trial) => sum + shareOf(trial), 0) / own.length));
    (part('spent') as HTMLProgressElement).value = spent;
    say(part('share'), `${spent} %`);
    say(part('macs'), quantity(own.reduce((sum, { cost }) => sum + cost.macs, 0)));
    say(part('seconds'), duration(own.reduce((sum, { cost }) => sum + cost.seconds, 0)));
    // A net that grows is told at first by the most that it may have.
    const parameters = shown.result?.parameters ?? shown.parameters;
    say(part('parameters'), parameters === null ? '–' : parameters.toLocaleString('en'));
  }
}

/** Share of its budget; a budget that is too small for another step is spent. */
const shareOf = ({ spent, result }: Trial): number => (result?.stop.reason === 'budget' ? 1 : spent);

/** Trial whose numbers a card shows: one under way, else the last that has begun. */
const shownOf = (own: readonly Trial[]): Trial | null =>
  own.find(({ state }) => state === 'playing' || state === 'standing') ??
  own.findLast(({ state }) => state !== 'waiting') ??
  own[0] ??
  null;

function stateOfSeveral(own: readonly Trial[], shown: Trial): string {
  const over = own.filter(({ state }) => state === 'ended' || state === 'failed');
  const solved = over.filter(({ result }) => result?.solved);
  const sum = `${solved.length} of ${counted(over.length, 'seed')} solved`;
  if (over.length === own.length) return sum;
  const now = `seed ${shown.spec.repetition} ${stateOf(shown)}`;
  return over.length === 0 ? now : `${sum}; ${now}`;
}

function errorOf({ result, checkpoints, spec }: Trial, plan: Plan): { value: string; of: string } {
  const { success } = plan.spec.tasks[0]!.facts;
  const seed = plan.spec.seeds > 1 ? `, seed ${spec.repetition}` : '';
  const last = checkpoints.at(-1);
  if (success.measure !== undefined && !showsError(success)) {
    const reached = result?.testMeasures[success.measure] ?? last?.validationMeasures?.[success.measure];
    return {
      value: reached === undefined ? '–' : measureText(reached, success.unit),
      of: `${success.measure} ${result === null ? 'in validation' : 'on the test'}${seed}`,
    };
  }
  if (result !== null && result.testError !== null)
    return { value: percent(result.testError), of: `of the test wrong${seed}` };
  return last === undefined
    ? { value: '–', of: `not validated yet${seed}` }
    : { value: percent(last.validationError), of: `of the validation wrong${seed}` };
}
