/** World of an episode task that the reader acts in, by keys or buttons. */
import { isDark } from '../../report/client/theme.ts';
import { html } from '../../report/html/markup.ts';
import type { PlayScene } from '../../report/play/frames.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { brief } from '../../words/numbers.ts';
import { type Playable, playableOf } from '../actions.ts';
import type { WorldAnswer } from '../messages.ts';
import { lineOf, type Session } from '../session.ts';
import { byId, fill, say } from './elements.ts';
import { drawPicture } from './picture.ts';

/** Actions a second: to choose from, and at first. */
const PACES = [2, 5, 10, 15, 25, 50];
const FIRST_PACE = 10;

export class World {
  readonly #session: Session;
  #trial: TrialSpec | null = null;
  #start = 1;
  #world: WorldAnswer | null = null;
  #scenes: PlayScene[] = [];
  #playable: Playable | null = null;
  readonly #held = new Set<number>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #isActing = false;
  /** Colours and width in which the picture was drawn; null before. */
  #drawnIn: string | null = null;

  constructor(session: Session) {
    this.#session = session;
    // Keys that are let go elsewhere would be held for ever.
    addEventListener('blur', () => this.#held.clear());
    document.addEventListener('visibilitychange', () => this.#run(false));
  }

  /** Another task or start: its world, before the first action. */
  async begin(trial: TrialSpec, start: number): Promise<void> {
    this.end();
    this.#trial = trial;
    this.#start = start;
    const place = byId('world');
    try {
      const world = await this.#session.askDesk('world', { trial, start });
      if (this.#trial !== trial || this.#start !== start) return;
      this.#scenes = [];
      this.#playable = playableOf(world);
      this.#draw(place, world);
      this.#show(world);
    } catch (error) {
      fill(place, html`<p class="none">${lineOf(error)}</p>`);
    }
  }

  /** Leaves the world. */
  end(): void {
    this.#run(false);
    if (this.#world !== null) this.#session.askDesk('leave', { world: this.#world.world }).catch(() => {});
    this.#world = null;
    this.#trial = null;
    fill(byId('world'), html``);
  }

  #draw(place: HTMLElement, { sees, steps }: WorldAnswer): void {
    const playable = this.#playable;
    if (playable === null) {
      fill(
        place,
        html`<p class="none">A person cannot play this task with keys: its actions are numbers without limits, or too many.</p>`,
      );
      return;
    }
    const { keys, isByTurns } = playable;
    fill(
      place,
      html`<figure id="own-episode"><div class="bar"><h3 id="own-title">Play it yourself</h3></div>
<div class="film"><canvas role="img" aria-labelledby="own-title" aria-describedby="own-words" id="own-canvas"></canvas><p class="film-text" id="own-text"></p></div>
<div class="pad" id="pad" role="group" aria-label="Actions">${keys.map(({ text, keys: names }, at) => html`<button type="button" data-key="${at}">${text}<kbd>${keyName(names[0]!)}</kbd></button>`)}</div>
<div class="actions">${
        isByTurns
          ? null
          : html`<button type="button" id="own-run">Begin</button><label class="check" for="own-pace">Actions a second</label><select id="own-pace">${PACES.map((pace) => html`<option${pace === FIRST_PACE ? html` selected` : null}>${pace}</option>`)}</select>`
      }<button type="button" id="own-again">From the start</button></div>
<figcaption id="own-words"><p>The same start as the nets’, at most ${steps.toLocaleString('en')} actions. ${
        isByTurns
          ? 'Each key is one action.'
          : 'Hold a key while it is to act; the keys work while a button of this figure has the focus.'
      }</p><p id="own-result" role="status"></p></figcaption>
<details class="all long"><summary>What a net would see now</summary><dl class="seen">${sees.map((name, at) => html`<div><dt>${name}</dt><dd id="seen-${at}"></dd></div>`)}</dl></details></figure>`,
    );
    byId('own-again').addEventListener(
      'click',
      () => void this.begin(this.#trial!, this.#start).then(() => byId('own-again')?.focus()),
    );
    document.getElementById('own-run')?.addEventListener('click', () => this.#run(this.#timer === null));
    document.getElementById('own-pace')?.addEventListener('change', () => {
      if (this.#timer !== null) this.#run(true);
    });
    const figure = byId('own-episode');
    const keyOf = (key: string): number =>
      keys.findIndex(({ keys: names }) => names.some((name) => name.toLowerCase() === key.toLowerCase()));
    figure.addEventListener('keydown', (event) => {
      const at = keyOf(event.key);
      const inList = event.target instanceof HTMLSelectElement;
      // Space on a button that is no action presses it, as always.
      const presses = event.key === ' ' && !(event.target as HTMLElement).matches('[data-key], #own-run');
      if (at < 0 || inList || presses || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === ' ' && this.#timer === null && !isByTurns) return;
      event.preventDefault();
      if (!event.repeat) this.#hold(at, true);
    });
    figure.addEventListener('keyup', (event) => {
      const at = keyOf(event.key);
      if (at < 0) return;
      if (this.#held.has(at)) event.preventDefault();
      this.#hold(at, false);
    });
    for (const button of figure.querySelectorAll<HTMLElement>('[data-key]')) {
      const at = Number(button.dataset.key);
      button.addEventListener('pointerdown', () => this.#hold(at, true));
      for (const end of ['pointerup', 'pointerleave', 'pointercancel'])
        button.addEventListener(end, () => this.#hold(at, false));
      // A press by Enter, or by a screen reader, is an action of its own.
      button.addEventListener('click', ({ detail }) => {
        if (detail !== 0) return;
        this.#held.add(at);
        void this.#act().then(() => this.#hold(at, false));
      });
    }
  }

  #hold(at: number, isHeld: boolean): void {
    if (isHeld === this.#held.has(at)) return;
    if (isHeld) this.#held.add(at);
    else this.#held.delete(at);
    document.querySelector(`[data-key="${at}"]`)?.classList.toggle('held', isHeld);
    if (!isHeld || this.#world?.outcome !== null) return;
    if (this.#playable?.isByTurns) void this.#act();
    else if (this.#timer === null) this.#run(true);
  }

  /** Lets the world go on, or stand still. */
  #run(goes: boolean): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    if (goes && this.#world?.outcome === null) {
      const pace = Number(byId<HTMLSelectElement>('own-pace').value);
      this.#timer = setInterval(() => void this.#act(), 1000 / pace);
    }
    const button = document.getElementById('own-run');
    if (button) say(button, this.#timer === null ? 'Go on' : 'Stand still');
  }

  async #act(): Promise<void> {
    const world = this.#world;
    if (world === null || world.outcome !== null || this.#isActing) return;
    this.#isActing = true;
    try {
      const actions = this.#playable!.actions(this.#held);
      const next = await this.#session.askDesk('act', { world: world.world, actions });
      if (this.#world?.world === next.world) this.#show(next);
    } catch (error) {
      this.#run(false);
      say(byId('own-result'), lineOf(error));
    } finally {
      this.#isActing = false;
    }
  }

  #show(world: WorldAnswer): void {
    this.#world = world;
    this.#scenes.push(...world.scenes);
    if (this.#playable === null) return;
    this.#redraw();
    for (const [at, value] of world.observations.entries()) {
      const cell = document.getElementById(`seen-${at}`);
      if (cell) say(cell, brief(value));
    }
    const { picture, step, steps, outcome } = world;
    // Some tasks write the number of actions into their text.
    const seen = picture?.text.replace(new RegExp(`^${step}: `), '') ?? '';
    say(byId('own-text'), `action ${step} of ${steps.toLocaleString('en')}${seen === '' ? '' : `; ${seen}`}`);
    if (outcome === null) return;
    this.#run(false);
    this.#held.clear();
    const measures = Object.entries(outcome.measures).map(([name, value]) => `${name} ${brief(value)}`);
    const loss = outcome.loss === null ? [] : [`loss ${brief(outcome.loss)}`];
    say(
      byId('own-result'),
      `${outcome.lost ? 'Lost' : 'Not lost'} after ${step} actions: ${[...loss, ...measures].join(', ')}.`,
    );
  }

  /** Draws the picture once more where colours or width are others than those that it was drawn in. */
  refresh(): void {
    if (this.#drawnIn !== null && this.#drawnIn !== this.#surroundings()) this.#redraw();
  }

  #redraw(): void {
    const canvas = document.getElementById('own-canvas') as HTMLCanvasElement | null;
    const picture = this.#world?.picture;
    this.#drawnIn = this.#surroundings();
    if (canvas && picture && canvas.parentElement!.clientWidth > 0)
      drawPicture(canvas, picture, this.#scenes);
  }

  #surroundings(): string {
    const width = document.getElementById('own-canvas')?.parentElement?.clientWidth ?? 0;
    return `${isDark() ? 'dark' : 'light'} ${width}`;
  }
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  ...{ ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', ' ': 'Space' },
};

const keyName = (key: string): string => KEY_NAMES[key] ?? key;
