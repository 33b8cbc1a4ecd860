/**
 * Questions to the nets: a test sequence, or one that the reader writes symbol by symbol. Each contestant's best net so
 * far answers it step by step, and its hidden states are drawn.
 */
import { inputName } from '../../report/charts/strips/strip.ts';
import type { ChampionGraph, Specimen, Specimens } from '../../report/data.ts';
import { html } from '../../report/html/markup.ts';
import { table } from '../../report/html/table.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { AskedSequence, SequencesAnswer, TraceAnswer } from '../messages.ts';
import { inputText } from '../numbers.ts';
import { bestTrial, specimensOf } from '../page-data.ts';
import { type Duel, lineOf, type Session, type Trial } from '../session.ts';
import { byId, elementOf, fill, say } from './elements.ts';
import { isStrong, rightAnswer, saidAt, sequenceHtml } from './sequence.ts';

/** Number of test sequences to choose from. */
const SEQUENCES = 10;
/** Fewest and most steps of a sequence of the reader's own. */
const OWN_STEPS = { fewest: 1, most: 60 };

export interface NetsHooks {
  /** There are other traces to draw. */
  changed(): void;
  /** Wires a part that has been added to the page. */
  adopt(part: Element): void;
}

export class Nets {
  readonly #session: Session;
  readonly #hooks: NetsHooks;
  #duel: Duel | null = null;
  #sequences: SequencesAnswer | null = null;
  #number = 0;
  /** Symbols that the reader has written; null for the test sequence. */
  #own: readonly number[] | null = null;
  #specimens: Specimens | null = null;
  #graphs: readonly ChampionGraph[] = [];
  /** Champions that the answers are of, by trial. */
  #answered = new Map<string, Trial['champion']>();
  #isAsking = false;
  #isStale = false;

  constructor(session: Session, hooks: NetsHooks) {
    this.#session = session;
    this.#hooks = hooks;
  }

  get specimens(): Specimens | null {
    return this.#specimens;
  }

  /** Drawings of the nets that are graphs. */
  get graphs(): readonly ChampionGraph[] {
    return this.#graphs;
  }

  /** Another duel: its test sequences are asked for. */
  async begin(duel: Duel): Promise<void> {
    this.#duel = duel;
    this.#sequences = null;
    this.#own = null;
    this.#number = 0;
    this.#specimens = null;
    this.#graphs = [];
    this.#answered = new Map();
    const trial = duel.plan.trials[0];
    const isEpisodes = duel.plan.spec.tasks[0]!.facts.shape.episode !== undefined;
    byId('ask').hidden = isEpisodes;
    byId('example').hidden = true;
    if (trial === undefined || isEpisodes) return;
    try {
      const sequences = await this.#session.ask('sequences', { trial, first: 0, count: SEQUENCES });
      if (this.#duel?.plan !== duel.plan) return;
      this.#sequences = sequences;
      this.#drawExample(sequences);
      this.#drawAsked();
      void this.#ask();
    } catch (error) {
      say(byId('ask-words'), lineOf(error));
    }
  }

  /** The duel as it is now: where a net is another than the one that answered, it is asked again. */
  follow(duel: Duel): void {
    this.#duel = duel;
    const isOther = duel.plan.contestants.some(({ name }) => {
      const best = bestTrial(duel.trials, name);
      return best !== null && this.#answered.get(best.spec.id) !== best.champion;
    });
    if (isOther) void this.#ask();
  }

  get #sequence(): Specimen | null {
    if (this.#sequences === null) return null;
    if (this.#own === null) return this.#sequences.sequences[this.#number] ?? null;
    const { length } = this.#own;
    return { length, shown: length, symbols: this.#own, dense: null, targets: [] };
  }

  #drawExample({ sequences, shape }: SequencesAnswer): void {
    const [first] = sequences;
    if (first === undefined) return;
    byId('example').hidden = false;
    const right = rightAnswer(first, shape);
    say(
      byId('example-words'),
      `A test sequence of ${first.length} steps, read from left to right.${right === null ? '' : ` Right answer at its end: ${right}.`}`,
    );
    fill(byId('example-picture'), sequenceHtml(first, shape));
  }

  #drawAsked(): void {
    const { sequences, shape, isWritable } = this.#sequences!;
    say(
      byId('ask-words'),
      isWritable
        ? 'Choose a test sequence, or change its symbols: each step is a list of symbols. The best net of each contestant so far answers at once.'
        : 'Choose a test sequence. The best net of each contestant so far answers it step by step.',
    );
    const own = this.#own !== null;
    const sequence = this.#sequence;
    fill(
      byId('asked'),
      html`<div class="actions"><label class="check" for="test-sequence">Test sequence</label><select id="test-sequence">${
        own ? html`<option value="own" selected>your own</option>` : null
      }${sequences.map((_, at) => html`<option value="${at}"${!own && at === this.#number ? html` selected` : null}>${at + 1}</option>`)}</select>${
        isWritable
          ? html`<button type="button" id="longer">Longer</button><button type="button" id="shorter">Shorter</button>${own ? html`<button type="button" id="back">Back to the test sequence</button>` : null}`
          : null
      }</div><div id="written"></div>`,
    );
    const place = byId('written');
    if (isWritable && sequence?.symbols) place.append(...this.#symbolLists(sequence.symbols, shape));
    else if (sequence !== null) fill(place, sequenceHtml(sequence, shape));
    byId<HTMLSelectElement>('test-sequence').addEventListener('change', ({ target }) => {
      this.#number = Number((target as HTMLSelectElement).value);
      this.#write(null, 'test-sequence');
    });
    if (!isWritable) return;
    const symbols = sequence?.symbols ?? [];
    byId('longer').addEventListener('click', () => {
      const at = Math.floor(symbols.length / 2);
      if (symbols.length < OWN_STEPS.most)
        this.#write([...symbols.slice(0, at), symbols[at] ?? 0, ...symbols.slice(at)], 'longer');
    });
    byId('shorter').addEventListener('click', () => {
      const at = Math.floor(symbols.length / 2);
      if (symbols.length > OWN_STEPS.fewest) this.#write(symbols.toSpliced(at, 1), 'shorter');
    });
    document.getElementById('back')?.addEventListener('click', () => this.#write(null, 'test-sequence'));
  }

  /** A list of symbols for each step. */
  #symbolLists(symbols: readonly number[], shape: TaskShape): HTMLElement[] {
    const names = Array.from({ length: shape.inputs.size }, (_, symbol) => inputName(shape, symbol));
    const list = elementOf(html`<ol class="steps lists"></ol>`);
    for (const [step, symbol] of symbols.entries()) {
      const id = `step-${step + 1}`;
      const item = elementOf(
        html`<li><label for="${id}">${step + 1}</label><select id="${id}" aria-label="Symbol of step ${step + 1}"${isStrong(shape, symbol) ? html` class="strong"` : null}>${names.map(
          (name, at) => html`<option value="${at}"${at === symbol ? html` selected` : null}>${name}</option>`,
        )}</select></li>`,
      );
      item.querySelector('select')!.addEventListener('change', ({ target }) => {
        const now = this.#sequence?.symbols ?? symbols;
        this.#write(now.with(step, Number((target as HTMLSelectElement).value)), id);
      });
      list.append(item);
    }
    return [list];
  }

  /** Another sequence; null for the test sequence. The focus goes to the element of that id. */
  #write(own: readonly number[] | null, focused: string): void {
    this.#own = own;
    this.#drawAsked();
    document.getElementById(focused)?.focus();
    void this.#ask();
  }

  /** Asks the nets. One question is under way at a time; a later one waits, and only the last is asked. */
  async #ask(): Promise<void> {
    if (this.#isAsking) {
      this.#isStale = true;
      return;
    }
    const duel = this.#duel;
    const sequence = this.#sequence;
    if (duel === null || sequence === null || this.#sequences === null) return;
    this.#isAsking = true;
    this.#isStale = false;
    const asked: AskedSequence = this.#own === null ? { number: this.#number } : { symbols: this.#own };
    const traces: { trial: Trial; trace: TraceAnswer }[] = [];
    const graphs: ChampionGraph[] = [];
    let failure: string | null = null;
    for (const { name } of duel.plan.contestants) {
      const trial = bestTrial(duel.trials, name);
      if (trial === null || trial.champion === null) continue;
      try {
        const given = { trial: trial.spec, champion: trial.champion, sequence: asked };
        traces.push({ trial, trace: await this.#session.ask('trace', given) });
        this.#answered.set(trial.spec.id, trial.champion);
        if (trial.champion.net?.architecture !== 'graph') continue;
        const { graph } = await this.#session.ask('graph', { trial: trial.spec, champion: trial.champion });
        if (graph !== null) graphs.push(graph);
      } catch (error) {
        failure = lineOf(error);
        this.#answered.set(trial.spec.id, trial.champion);
      }
    }
    this.#isAsking = false;
    if (this.#duel?.plan === duel.plan) {
      this.#graphs = graphs;
      this.#specimens = traces.length === 0 ? null : specimensOf(sequence, traces);
      this.#drawAnswers(sequence, traces, failure);
      this.#hooks.changed();
    }
    if (this.#isStale) void this.#ask();
  }

  #drawAnswers(
    sequence: Specimen,
    traces: readonly { readonly trial: Trial; readonly trace: TraceAnswer }[],
    failure: string | null,
  ): void {
    const place = byId('answers');
    if (failure !== null || traces.length === 0) {
      fill(place, html`<p class="none">${failure ?? 'The nets answer after their first validation.'}</p>`);
      return;
    }
    const { shape } = this.#sequences!;
    const right = rightAnswer(sequence, shape);
    const last = sequence.shown - 1;
    const isOpen = place.querySelector('details')?.open === true;
    fill(
      place,
      html`<dl class="answers">${traces.map(({ trial, trace }) => {
        const said = saidAt(trace.outputs[last], shape);
        const isRight = right !== null && shape.loss === 'softmax' ? said.startsWith(`${right},`) : null;
        return html`<div><dt>${trial.spec.contestant.name} answers at the end</dt><dd>${said}${
          isRight === null ? null : html` <small>${isRight ? '✓ right' : `✗ right is ${right}`}</small>`
        }</dd></div>`;
      })}</dl><details class="all long"${isOpen ? html` open` : null}><summary>Answers step by step</summary>${table(
        {
          ...{ id: 'answers-table', title: 'Answers after each step' },
          columns: [
            { head: 'step', cell: (step: number) => String(step + 1) },
            { head: 'input', cell: (step: number) => inputText(sequence, shape, step) },
            ...traces.map(({ trial, trace }) => ({
              head: trial.spec.contestant.name,
              cell: (step: number) => saidAt(trace.outputs[step], shape),
            })),
          ],
          rows: Array.from({ length: sequence.shown }, (_, step) => step),
        },
      )}</details>`,
    );
    this.#hooks.adopt(place);
  }
}
