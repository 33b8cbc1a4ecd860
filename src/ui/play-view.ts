/**
 * Replay on the terminal: the picture of one step of an episode, with what the net observes and does, as an animation
 * that the keys steer.
 */
import { monotonicSeconds } from '../clock.ts';
import { endText, type Replay } from '../export/replay-champion.ts';
import type { Surface } from '../session/terminal.ts';
import { brief } from '../words/numbers.ts';
import { pictureLines } from './charts/draw-picture.ts';
import type { Area } from './model/layout.ts';
import { coloursOf } from './terminal/colours-of.ts';
import { holdOutput } from './terminal/hold-output.ts';
import { Painter } from './terminal/painter.ts';
import { bad, type Colours, contestantStyle, faint, good, strong } from './terminal/styles.ts';
import { cutLine, fit, type Line, line, paintLine, span, widthOf } from './terminal/text.ts';

/** State of the player. */
export interface Player {
  /** Step that is shown, from 0, with the part of the next that has passed. */
  readonly at: number;
  readonly isPlaying: boolean;
  /** Place among the speeds. */
  readonly speed: number;
}

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16] as const;
/** Steps of an episode that pass in a second at speed 1. */
const STEPS_A_SECOND = 25;

export const firstPlayer: Player = { at: 0, isPlaying: true, speed: SPEEDS.indexOf(1) };

const LEFT = ['\x1b[D', '\x1bOD', 'h'];
const RIGHT = ['\x1b[C', '\x1bOC', 'l'];

/** Player after a key. Other keys change nothing. */
export function playerAfter(player: Player, key: string, steps: number): Player {
  const last = Math.max(0, steps - 1);
  const shown = Math.floor(player.at);
  if (key === ' ') {
    const isOver = !player.isPlaying && shown >= last;
    return { ...player, at: isOver ? 0 : player.at, isPlaying: !player.isPlaying };
  }
  if (LEFT.includes(key)) return { ...player, at: Math.max(0, shown - 1), isPlaying: false };
  if (RIGHT.includes(key)) return { ...player, at: Math.min(last, shown + 1), isPlaying: false };
  if (key === '+') return { ...player, speed: Math.min(SPEEDS.length - 1, player.speed + 1) };
  if (key === '-') return { ...player, speed: Math.max(0, player.speed - 1) };
  if (key === '0') return { ...player, at: 0 };
  return player;
}

/** Player after a time in seconds, at most at the last step, where playing ends. */
export function playerIn(player: Player, seconds: number, steps: number): Player {
  if (!player.isPlaying) return player;
  const at = player.at + seconds * STEPS_A_SECOND * SPEEDS[player.speed]!;
  return at >= steps - 1 ? { ...player, at: Math.max(0, steps - 1), isPlaying: false } : { ...player, at };
}

/** Lines of the screen, at most `height`. */
export function playLines(
  replay: Replay,
  { at, isPlaying, speed }: Player,
  { width, height }: Area,
  colours: Colours = 256,
): Line[] {
  const { champion, start, starts, recording, shape, outcome } = replay;
  const { observations, actions, pictures, isOver } = recording;
  const steps = observations.length;
  const step = Math.min(Math.floor(at), steps - 1);
  const picture = pictures[step];
  const head: Line = [
    span(champion.about.trial.id, strong),
    span(`  start ${start} of ${starts}  `, faint),
    span(endText(replay), outcome.wrong ? bad : good),
    span(isOver ? '' : `, the first ${steps} steps are recorded`, faint),
  ];
  // What is drawn is not listed as well.
  const isDrawn = picture !== undefined && 'raster' in picture && picture.seen !== undefined;
  const sees = isDrawn ? [] : numberLines('sees', shape.inputNames, observations[step] ?? [], width);
  const does = numberLines('does', shape.outputNames, actions[step] ?? [], width);
  const foot: Line[] = [
    [
      span(`${isPlaying ? '▶' : '■'} step ${step + 1} of ${steps}  `, strong),
      span(`speed ${SPEEDS[speed]} ×`, faint),
    ],
    line('space pause  ← → step  + - speed  0 begin  q quit', faint),
  ];
  // Actions have a third of the screen at most; observations the rows that the picture leaves them, half of the rest.
  const rest = Math.max(0, height - 1 - foot.length);
  const done = does.slice(0, Math.max(1, Math.floor(rest / 3)));
  const free = Math.max(0, rest - done.length);
  const seen = sees.slice(0, picture === undefined ? free : Math.floor(free / 2));
  const rows = free - seen.length - (picture?.text === undefined ? 0 : 1);
  const drawn =
    picture === undefined || rows < 1 ? [] : pictureLines(picture, width, rows, contestantStyle(0), colours);
  const told = picture?.text === undefined ? [] : [line(picture.text, faint)];
  return [head, ...drawn, ...told, ...seen, ...done, ...foot]
    .slice(-height)
    .map((one) => cutLine(one, width));
}

/** Numbers with their names, as many on a line as have room. */
function numberLines(
  title: string,
  names: readonly string[] | undefined,
  values: ArrayLike<number>,
  width: number,
): Line[] {
  const cells = Array.from(values, (value, index) => `${names?.[index] ?? `${index + 1}`} ${brief(value)}`);
  const cell = Math.min(Math.max(1, width - 6), Math.max(12, ...cells.map(widthOf)) + 2);
  const fitting = Math.max(1, Math.floor((width - 6) / cell));
  return Array.from({ length: Math.ceil(cells.length / fitting) }, (_, row) => [
    span(row === 0 ? `${title}  ` : '      ', faint),
    ...cells.slice(row * fitting, (row + 1) * fitting).map((text) => span(fit(text, cell))),
  ]);
}

/** Keys in a chunk of input: control sequences, and single characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control sequences
export const keysIn = (chunk: string): string[] => chunk.match(/\x1b[[O][A-Z]|[\s\S]/g) ?? [];

export interface PlayOptions {
  readonly replay: Replay;
  readonly surface: Surface;
  readonly stream: NodeJS.WriteStream;
  readonly input: NodeJS.ReadStream;
  /** Subscribes the handler to requests to end the process, until the returned function is called. */
  onInterrupt(handler: (exitCode: number) => void): () => void;
}

const MILLISECONDS_OF_FRAME = 40;
/** Exit code of a Ctrl-C that arrives as a key, the same as that of its signal. */
const INTERRUPTED = 130;
/** The alternate screen without a cursor, and back. */
const [ENTER, LEAVE] = ['\x1b[?1049h\x1b[?25l\x1b[2J', '\x1b[?25h\x1b[?1049l'];

/** Plays until the user quits. Returns the exit code. */
export async function playOnTerminal(options: PlayOptions): Promise<number> {
  const { replay, surface, stream, input, onInterrupt } = options;
  const steps = replay.recording.observations.length;
  const colours = coloursOf(surface, stream);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const held = holdOutput(stream);
  const painter = new Painter((text) => void held.write(text));
  let player = firstPlayer;
  let before = monotonicSeconds();
  const draw = (): void => {
    const [width, height] = [stream.columns || 80, stream.rows || 24];
    const lines = playLines(replay, player, { width, height }, colours).map((one) => paintLine(one, colours));
    painter.paint([{ x: 0, y: 0, width, height, lines }]);
  };
  const guarded = (act: () => void) => (): void => {
    try {
      act();
    } catch (error) {
      reject(error);
    }
  };
  const onData = (chunk: Buffer | string): void => {
    for (const key of keysIn(String(chunk))) {
      if (key === 'q') resolve(0);
      else if (key === '\x03') resolve(INTERRUPTED);
      else player = playerAfter(player, key, steps);
    }
    guarded(draw)();
  };
  const onResize = guarded(() => {
    painter.forget();
    held.write('\x1b[2J');
    draw();
  });
  const stopListening = onInterrupt(resolve);
  held.write(ENTER);
  input.setRawMode(true);
  input.on('data', onData);
  input.resume();
  stream.on('resize', onResize);
  const timer = setInterval(
    guarded(() => {
      const now = monotonicSeconds();
      player = playerIn(player, now - before, steps);
      before = now;
      draw();
    }),
    MILLISECONDS_OF_FRAME,
  );
  try {
    draw();
    return await promise;
  } finally {
    clearInterval(timer);
    stopListening();
    stream.off('resize', onResize);
    input.off('data', onData);
    input.setRawMode(false);
    input.pause();
    held.write(LEAVE);
    held.release();
  }
}
