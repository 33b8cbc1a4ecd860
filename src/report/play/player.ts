/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Script of a replay's page: draws the chosen step, and plays on. */
import { drawLines, drawRaster } from './draw.ts';
import type { PlayData, PlayLines, PlayPixels, PlayRaster } from './frames.ts';

const STEPS_A_SECOND = 25;
/** Part of the window's height that a picture takes at most. */
const TALLEST = 0.55;

const data = JSON.parse(document.getElementById('data')!.textContent ?? '{}') as PlayData;
const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const canvas = document.getElementById('picture') as HTMLCanvasElement | null;
const slider = element<HTMLInputElement>('step');
const button = element<HTMLButtonElement>('play');
const speed = element<HTMLSelectElement>('speed');
const steps = data.observations.length;

let at = 0;
let isPlaying = false;
/** Time of the last frame in milliseconds, and the part of a step that has passed since. */
let before = 0;
let rest = 0;

/** Greatest absolute number of each column, at which its bar is full. */
const greatest = (rows: readonly (readonly number[])[], columns: number): number[] =>
  Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, Math.abs(row[column]!)), 0),
  );

const tables = (['sees', 'does'] as const).map((id) => {
  const rows = id === 'sees' ? data.observations : data.actions;
  const cells = [...document.querySelectorAll<HTMLTableRowElement>(`#${id} tbody tr`)].map((row) => ({
    value: row.querySelector<HTMLElement>('.value')!,
    bar: row.querySelector<HTMLElement>('.bar i')!,
  }));
  const scales = greatest(rows, cells.length);
  // Observations have units of their own; actions are compared with each other.
  const common = Math.max(0, ...scales);
  return { rows, cells, scales: id === 'sees' ? scales : scales.map(() => common) };
});

function show(): void {
  slider.value = String(at + 1);
  element('at').textContent = `${steps === 0 ? 0 : at + 1} of ${steps}`;
  for (const { rows, cells, scales } of tables) {
    for (const [column, { value, bar }] of cells.entries()) {
      const number = rows[at]?.[column] ?? 0;
      value.textContent = String(number);
      // A bar begins in the middle of its cell, and goes left for negative numbers.
      const half = (50 * Math.abs(number)) / (scales[column]! || 1);
      bar.style.width = `${half}%`;
      bar.style.left = `${number < 0 ? 50 - half : 50}%`;
    }
  }
  const picture = data.pictures[at];
  if (canvas === null || picture === undefined) return;
  element('text').textContent = picture.text;
  if ('raster' in picture) drawPixels(canvas, picture);
  else draw(canvas, picture);
}

/** Greatest height of the pictures, so that the page does not move. */
const tallest = Math.max(0.05, ...data.pictures.map((picture) => ('raster' in picture ? 0 : picture.height)));

const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);

const draw = (on: HTMLCanvasElement, picture: PlayLines): void =>
  drawLines(
    on,
    picture,
    { width: on.parentElement!.clientWidth, height: TALLEST * innerHeight, tallest },
    colourOf,
  );

function drawPixels(on: HTMLCanvasElement, { raster, seen, lamps }: PlayPixels): void {
  paint(on, raster);
  const view = document.getElementById('seen') as HTMLCanvasElement | null;
  if (view !== null && seen !== null) paint(view, seen);
  const list = document.getElementById('lamps');
  list?.replaceChildren(
    ...lamps.map(([name, isLit]) => {
      const item = document.createElement('li');
      item.textContent = name;
      item.className = isLit === 1 ? 'lit' : '';
      return item;
    }),
  );
}

const paint = (on: HTMLCanvasElement, raster: PlayRaster): void =>
  drawRaster(on, data.scenes[raster.scene]!, raster, TALLEST * innerHeight, colourOf);

function goTo(step: number): void {
  at = Math.max(0, Math.min(steps - 1, step));
  show();
}

function setPlaying(playing: boolean): void {
  isPlaying = playing && steps > 0;
  button.textContent = isPlaying ? 'Pause' : 'Play';
  if (!isPlaying) return;
  if (at >= steps - 1) at = 0;
  before = performance.now();
  rest = 0;
  requestAnimationFrame(tick);
}

function tick(now: number): void {
  if (!isPlaying) return;
  rest += (Math.max(0, now - before) / 1000) * STEPS_A_SECOND * Number(speed.value);
  before = now;
  const whole = Math.floor(rest);
  rest -= whole;
  if (whole > 0) goTo(at + whole);
  if (at >= steps - 1) setPlaying(false);
  else requestAnimationFrame(tick);
}

const stepBy = (by: number): void => {
  setPlaying(false);
  goTo(at + by);
};

button.addEventListener('click', () => setPlaying(!isPlaying));
element('back').addEventListener('click', () => stepBy(-1));
element('forth').addEventListener('click', () => stepBy(1));
slider.addEventListener('input', () => {
  setPlaying(false);
  goTo(Number(slider.value) - 1);
});
document.addEventListener('keydown', (event) => {
  // Controls that have the focus answer their keys themselves.
  if (event.target !== document.body || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === ' ') setPlaying(!isPlaying);
  else if (event.key === 'ArrowLeft') stepBy(-1);
  else if (event.key === 'ArrowRight') stepBy(1);
  else return;
  event.preventDefault();
});
addEventListener('resize', show);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
show();
