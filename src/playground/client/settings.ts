/** Form of the settings: task, length, contestants, seed, budget, and all options under "All settings". */
import { html } from '../../report/html/markup.ts';
import type { Offer, OfferedTask, WholeWish, Wish } from '../messages.ts';
import type { Session } from '../session.ts';
import { contestantText, readContestant, valueIn, type WrittenContestant } from '../written.ts';
import { byId, elementOf, fill } from './elements.ts';
import { optionFields, optionsWritten } from './option-fields.ts';

/** Fewest and most contestants of a duel. */
const CONTESTANTS = { fewest: 2, most: 4 };

/** Row of a contestant: in parts, or as it is written where a form could not say it. */
type Row = WrittenContestant | { readonly text: string };

/** Sentence of a summary, which has neither capital nor full stop. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

export class Settings {
  readonly #session: Session;
  readonly #play: (wish: Wish) => void;
  #rows: Row[] = [];
  /** Options of the task that are written, and have no field while another task is shown. */
  #set: readonly string[] = [];
  #seeds = '1';
  #unfit: Readonly<Record<string, string>> = {};

  /** @param play begins the duel that the form says */
  constructor(session: Session, play: (wish: Wish) => void) {
    this.#session = session;
    this.#play = play;
    byId('form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#play(this.wish());
    });
    byId('task').addEventListener('change', () => this.#taskChosen());
    byId('add').addEventListener('click', () => this.#add());
  }

  /** Shows these settings. */
  show(wish: WholeWish): void {
    const { offer } = this.#session.state;
    if (offer === null) return;
    this.#rows = wish.contestants.map((text) => {
      const read = readContestant(text);
      const isKnown = read !== null && offer.contestants.some(({ name }) => name === read.name);
      return isKnown ? read : { text };
    });
    this.#set = wish.set;
    this.#seeds = wish.seeds;
    this.#drawTasks(offer, wish.task);
    byId<HTMLInputElement>('seed').value = wish.seed;
    byId<HTMLInputElement>('budget').value = wish.budget.join(' ');
    this.#drawRows();
    this.#drawOptions();
    void this.#learnUnfit(wish);
  }

  /** Settings as the form says them. */
  wish(): Wish {
    this.#readRows();
    const task = byId<HTMLSelectElement>('task').value;
    const length = byId<HTMLInputElement>('length').value.trim();
    const hasLength = !byId('length-field').hidden;
    const written = optionsWritten('task').map(([key, value]) => `${key}=${value}`);
    return {
      task,
      set: [...(hasLength && length !== this.#usualLength ? [`length=${length}`] : []), ...written],
      contestants: this.#rows.map((row) => ('text' in row ? row.text : contestantText(row))),
      seed: byId<HTMLInputElement>('seed').value.trim(),
      seeds: this.#seeds,
      budget: byId<HTMLInputElement>('budget')
        .value.split(/\s+/)
        .filter((one) => one !== ''),
    };
  }

  get #task(): OfferedTask | null {
    const name = byId<HTMLSelectElement>('task').value;
    return this.#session.state.offer?.tasks.find((one) => one.name === name) ?? null;
  }

  /** Default of the option `length`; null where the task has none. */
  get #usualLength(): string | null {
    const option = this.#task?.options.find(({ name }) => name === 'length');
    return option === undefined ? null : String(option.default);
  }

  #drawTasks({ tasks }: Offer, chosen: string): void {
    const option = ({ name, lacks }: OfferedTask) =>
      html`<option value="${name}"${name === chosen ? html` selected` : null}${lacks === null ? null : html` disabled`}>${name}${lacks === null ? '' : ' (not in a browser)'}</option>`;
    const of = (isEpisodes: boolean) => tasks.filter((task) => task.isEpisodes === isEpisodes).map(option);
    fill(
      byId('task'),
      html`<optgroup label="Sequences">${of(false)}</optgroup><optgroup label="Episodes">${of(true)}</optgroup>`,
    );
  }

  #taskChosen(): void {
    const usual = this.#task?.usual;
    if (usual === null || usual === undefined) return;
    this.show({ ...usual, seed: byId<HTMLInputElement>('seed').value.trim() || usual.seed });
    byId('task').focus();
  }

  /** Contestants that cannot play the task are not offered. */
  async #learnUnfit({ task, set }: WholeWish): Promise<void> {
    try {
      const { reasons } = await this.#session.ask('unfit', { wish: { task, set } });
      if (byId<HTMLSelectElement>('task').value !== task) return;
      this.#unfit = reasons;
      for (const select of document.querySelectorAll<HTMLSelectElement>('#who select')) {
        for (const option of select.options) {
          const reason = reasons[option.value];
          option.disabled = reason !== undefined;
          option.title = reason ?? '';
        }
      }
    } catch {
      // Wrong options of the task are answered when they are played.
    }
  }

  #drawRows(): void {
    const { contestants } = this.#session.state.offer!;
    const who = byId('who');
    fill(who, html``);
    for (const [place, row] of this.#rows.entries()) {
      const label = `Contestant ${place + 1}`;
      const field =
        'text' in row
          ? html`<input value="${row.text}" aria-label="${label}" autocomplete="off">`
          : html`<select aria-label="${label}">${contestants.map(
              ({ name }) =>
                html`<option value="${name}"${name === row.name ? html` selected` : null}${this.#unfit[name] === undefined ? null : html` disabled`}>${name}</option>`,
            )}</select>`;
      const added =
        'text' in row || row.settings.length === 0 ? '' : row.settings.map((one) => one.join('=')).join(', ');
      const element = elementOf(
        html`<div class="row">${field}<button type="button" class="plain" aria-label="Remove contestant ${place + 1}">Remove</button><span class="added">${added}</span></div>`,
      );
      const [input, button] = [
        element.querySelector<HTMLSelectElement>('select, input')!,
        element.querySelector('button')!,
      ];
      button.hidden = this.#rows.length <= CONTESTANTS.fewest;
      input.addEventListener('change', () => this.#named(place, input.value));
      button.addEventListener('click', () => {
        this.#readRows();
        this.#rows.splice(place, 1);
        this.#drawRows();
        this.#drawOptions();
        byId('add').focus();
      });
      who.append(element);
    }
    byId('add').hidden = this.#rows.length >= CONTESTANTS.most;
  }

  /** Another contestant in that row; settings of the former one go. */
  #named(place: number, name: string): void {
    this.#readRows();
    const row = this.#rows[place]!;
    this.#rows[place] = 'text' in row ? { text: name } : this.#row(name, place);
    this.#drawRows();
    this.#drawOptions();
    byId('who').children[place]?.querySelector<HTMLElement>('select, input')?.focus();
  }

  /** Row of a contestant, under a name of its own where another row has its name. */
  #row(name: string, place: number): WrittenContestant {
    const names = this.#rows.flatMap((row, other) =>
      other === place || 'text' in row ? [] : [row.own ?? row.name],
    );
    let own: string | null = null;
    for (let number = 2; names.includes(own ?? name); number++) own = `${name}-${number}`;
    return { own, name, settings: [] };
  }

  #add(): void {
    this.#readRows();
    const { contestants } = this.#session.state.offer!;
    const taken = new Set(this.#rows.map((row) => ('text' in row ? row.text : row.name)));
    const next = contestants.find(({ name }) => !taken.has(name) && this.#unfit[name] === undefined);
    this.#rows.push(this.#row(next?.name ?? contestants[0]!.name, this.#rows.length));
    this.#drawRows();
    this.#drawOptions();
    byId('who').lastElementChild?.querySelector<HTMLElement>('select, input')?.focus();
  }

  /** Takes the settings from their fields. */
  #readRows(): void {
    this.#rows = this.#rows.map((row, place) => {
      if ('text' in row) {
        const field = byId('who').children[place]?.querySelector('input');
        return { text: field?.value.trim() ?? row.text };
      }
      const offered = this.#session.state.offer?.contestants.find(({ name }) => name === row.name);
      // Settings of another net than the contestant's usual one have no field, and stay as they are written.
      const known = new Set(offered?.settings.map(({ name }) => name));
      const others = row.settings.filter(([key]) => !known.has(key));
      const fields = document.querySelector(`[data-scope="c${place + 1}"]`);
      return fields === null ? row : { ...row, settings: [...optionsWritten(`c${place + 1}`), ...others] };
    });
  }

  #drawOptions(): void {
    const task = this.#task;
    if (task === null) return;
    const usual = this.#usualLength;
    const field = byId<HTMLInputElement>('length');
    byId('length-field').hidden = usual === null;
    if (usual !== null) field.value = valueIn(this.#set, 'length') ?? usual;
    const own = task.options.filter(({ name }) => name !== 'length');
    const written = new Map(this.#set.map((one) => one.split(/=(.*)/s).slice(0, 2) as [string, string]));
    const { contestants } = this.#session.state.offer!;
    const rows = this.#rows.map((row, place) => {
      if ('text' in row) return null;
      const offered = contestants.find(({ name }) => name === row.name)!;
      return html`<details><summary>${row.own ?? row.name}</summary><p class="note">${sentence(offered.summary)}</p>${optionFields(`c${place + 1}`, offered.settings, new Map(row.settings))}</details>`;
    });
    const place = byId('all-settings');
    const folds = (): HTMLDetailsElement[] => [...place.querySelectorAll('details')];
    const former = folds();
    const open = former.map((fold) => fold.open);
    fill(
      place,
      html`<details open><summary>Task ${task.name}</summary><p class="note">${sentence(task.summary)}</p>${
        own.length === 0
          ? html`<p class="note">It has no other options.</p>`
          : optionFields('task', own, written)
      }</details>${rows}`,
    );
    // What the reader has unfolded stays so.
    if (former.length > 0) for (const [at, fold] of folds().entries()) fold.open = open[at] ?? false;
  }
}
