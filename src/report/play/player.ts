/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** Script of a replay's page: draws the chosen step, and plays on. */
import { INKS, pixelsOf } from '../../tasks/raster.ts';
import type { PlayData, PlayLines, PlayPixels, PlayRaster } from './frames.ts';

const STEPS_A_SECOND = 25;
/** Part of the window's height that a picture takes at most. */
const TALLEST = 0.55;
/** Widths of lines in pixels. */
const WIDTHS = { ground: 1.5, actor: 3, object: 3, goal: 2, danger: 2 } as const;

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

function draw(on: HTMLCanvasElement, { height, lines }: PlayLines): void {
  const dots = devicePixelRatio;
  const space = on.parentElement!.clientWidth;
  const scale = Math.min(space, (TALLEST * innerHeight) / tallest);
  on.style.height = `${scale * tallest}px`;
  on.width = Math.round(space * dots);
  on.height = Math.round(scale * tallest * dots);
  const context = on.getContext('2d')!;
  context.setTransform(dots, 0, 0, dots, (dots * (space - scale)) / 2, 0);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const style = getComputedStyle(document.documentElement);
  for (const [role, points] of lines) {
    context.strokeStyle = style.getPropertyValue(`--${role}`);
    context.lineWidth = WIDTHS[role];
    context.beginPath();
    for (let place = 0; place + 1 < points.length; place += 2) {
      context.lineTo(scale * points[place]!, scale * (height - points[place + 1]!));
    }
    context.stroke();
  }
}

/** Names of the colours of the letters of pixels. */
const COLOURS: Readonly<Record<string, string>> = {
  ...{ g: 'ground', a: 'actor', o: 'object', t: 'goal', d: 'danger' },
};

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

/** Paints the window in its own pixels; the style enlarges them. */
function paint(on: HTMLCanvasElement, { scene, sprites, ...window }: PlayRaster): void {
  const { width, height, inks } = pixelsOf({
    ...data.scenes[scene]!,
    ...window,
    sprites: sprites.map(([art, x, y, isMirrored]) => ({ art, x, y, isMirrored: isMirrored === 1 })),
  });
  on.classList.add('pixels');
  on.width = width;
  on.height = height;
  on.style.maxWidth = `${(TALLEST * innerHeight * width) / height}px`;
  const context = on.getContext('2d')!;
  const style = getComputedStyle(document.documentElement);
  const image = context.createImageData(width, height);
  const tones = Array.from(INKS, (letter) => {
    const name = COLOURS[letter.toLowerCase()];
    if (name === undefined) return [0, 0, 0, 0];
    // The canvas gives any written colour as #rrggbb.
    context.fillStyle = style.getPropertyValue(`--${name}${letter === letter.toLowerCase() ? '' : '-2'}`);
    const number = Number.parseInt(String(context.fillStyle).slice(1), 16);
    return [number >> 16, (number >> 8) & 255, number & 255, 255];
  });
  for (let place = 0; place < inks.length; place++) image.data.set(tones[inks[place]!]!, 4 * place);
  context.putImageData(image, 0, 0);
}

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
