/// <reference lib="dom" />
/** Player of a champion's episode in a report: a canvas with a slider, drawn when it comes near the window. */
import type { ChampionFilm } from '../data.ts';
import { type ColourOf, drawLines, drawRaster } from '../play/draw.ts';

/** Part of the window's height that a picture takes at most, and its height in pixels at most. */
const TALLEST = { share: 0.45, pixels: 320 };
/** Steps a second, or so many more that a film ends after so many seconds. */
const PACE = { steps: 25, seconds: 12 };

const INKS = {
  light: {
    ...{ ground: '#8a949e', actor: '#005a94', object: '#1d2127', goal: '#b35900', danger: '#a3153f' },
    ...{ 'ground-2': '#5d666f', 'actor-2': '#7db6dd', 'object-2': '#5a6570', 'goal-2': '#e09a50' },
    'danger-2': '#d76c8d',
  },
  dark: {
    ...{ ground: '#77818b', actor: '#79c3f2', object: '#e6e9ed', goal: '#ffb347', danger: '#ff7d9c' },
    ...{ 'ground-2': '#525b64', 'actor-2': '#d3ebfb', 'object-2': '#98a2ac', 'goal-2': '#b87a24' },
    'danger-2': '#b14a68',
  },
} as const;

/** Colours of pictures on light or dark ground. */
export const filmInks =
  (isDark: boolean): ColourOf =>
  (name) =>
    INKS[isDark ? 'dark' : 'light'][name as keyof typeof INKS.light];

export class FilmPlayer {
  readonly element: HTMLElement;
  #film: ChampionFilm;
  readonly #canvas: HTMLCanvasElement;
  readonly #slider: HTMLInputElement;
  readonly #button: HTMLButtonElement;
  #tallest: number;
  #at = 0;
  #isDark = false;
  /** Time in milliseconds at which the film is at step 0, while it plays. */
  #began: number | null = null;

  constructor(film: ChampionFilm, element: HTMLElement) {
    this.element = element;
    this.#film = film;
    this.#canvas = element.querySelector('canvas')!;
    this.#slider = element.querySelector('input')!;
    this.#button = element.querySelector('button')!;
    this.#tallest = tallestOf(film);
    this.#slider.value = '0';
    this.#slider.addEventListener('input', () => {
      this.#play(false);
      this.#goTo(Number(this.#slider.value));
    });
    this.#button.addEventListener('click', () => this.#play(this.#began === null));
  }

  get isDrawn(): boolean {
    return this.element.dataset.drawn !== undefined;
  }

  /** Takes another film, and shows its first picture. */
  show(film: ChampionFilm): void {
    if (JSON.stringify(film) === JSON.stringify(this.#film)) return;
    this.#play(false);
    this.#film = film;
    this.#tallest = tallestOf(film);
    this.#at = 0;
    if (this.isDrawn) this.draw(this.#isDark);
  }

  end(): void {
    this.#began = null;
  }

  draw(isDark: boolean): void {
    this.#isDark = isDark;
    if (this.element.clientWidth === 0) return;
    this.element.dataset.drawn = isDark ? 'dark' : 'light';
    this.#goTo(this.#at);
  }

  #goTo(at: number): void {
    const { pictures, scenes, at: steps, recorded } = this.#film;
    this.#at = at;
    const picture = pictures[at]!;
    const said = `${steps[at]! + 1} of ${recorded}`;
    this.#slider.value = String(at);
    this.#slider.setAttribute('aria-valuetext', `step ${said}`);
    this.element.querySelector('output')!.textContent = said;
    this.element.querySelector('.film-text')!.textContent = picture.text;
    const colourOf = filmInks(this.#isDark);
    const height = Math.min(TALLEST.pixels, TALLEST.share * innerHeight);
    if ('raster' in picture)
      drawRaster(this.#canvas, scenes[picture.raster.scene]!, picture.raster, height, colourOf);
    else {
      const space = { width: this.element.clientWidth, height, tallest: this.#tallest };
      drawLines(this.#canvas, picture, space, colourOf);
    }
  }

  #play(isPlaying: boolean): void {
    const { at: steps } = this.#film;
    this.#button.textContent = isPlaying ? 'Pause' : 'Play';
    if (!isPlaying) {
      this.#began = null;
      return;
    }
    if (this.#at === steps.length - 1) this.#goTo(0);
    this.#began = performance.now() - (1000 * steps[this.#at]!) / this.#pace;
    requestAnimationFrame((now) => this.#tick(now));
  }

  get #pace(): number {
    return Math.max(PACE.steps, this.#film.at.at(-1)! / PACE.seconds);
  }

  #tick(now: number): void {
    if (this.#began === null) return;
    const { at: steps } = this.#film;
    const step = ((now - this.#began) / 1000) * this.#pace;
    const at = Math.max(
      0,
      steps.findLastIndex((one) => one <= step),
    );
    if (at !== this.#at) this.#goTo(at);
    if (at === steps.length - 1) this.#play(false);
    else requestAnimationFrame((next) => this.#tick(next));
  }
}

const tallestOf = ({ pictures }: ChampionFilm): number =>
  Math.max(0.05, ...pictures.map((picture) => ('raster' in picture ? 0 : picture.height)));
