/**
 * Terminal UI: draws when data has changed, a few times a second at most, reads the keys, follows the terminal's size,
 * and restores the terminal at the end. Drawing uses the alternate screen, so the former contents stand there
 * afterwards.
 *
 * Ink, given the whole picture, makes all of it anew for each digit that changes: 25 ms at 160 x 50, ten times the time
 * that this interface may take. So each part of the picture is a tree of its own, made into text when its properties
 * have changed, the larger ones once a second, and the painter writes only the differences to the terminal.
 */
import process from 'node:process';
import { type Key as InkKey, render, renderToString, useInput } from 'ink';
import { monotonicSeconds } from '../clock.ts';
import { firstScreen, type Screen, screenAfter } from './model/screen.ts';
import type { Shown } from './model/shown.ts';
import { type Part, pictureOf } from './panels/picture.tsx';
import { holdOutput } from './terminal/hold-output.ts';
import { ColoursContext } from './terminal/lines.tsx';
import { type PaintedPart, Painter } from './terminal/painter.ts';
import type { Colours } from './terminal/styles.ts';

/** Milliseconds of a frame: four frames a second; a key is answered at once. */
const FRAME_MILLISECONDS = 250;
/**
 * Parts that are costly and hardly ever urgent: redrawn at this interval, or at longer ones where drawing takes longer.
 */
const SLOW_PARTS: readonly Part['key'][] = ['curves', 'inside', 'nets'];
const SECONDS_BETWEEN_SLOW = { least: 0.9, most: 2.5 };
/** Most of one core's time that one part may take, as a share. */
const SHARE_OF_SLOW = 0.006;

export interface StageOptions {
  readonly stream: NodeJS.WriteStream;
  /** Input of the keys. */
  readonly input: NodeJS.ReadStream;
  readonly colours: Colours;
  readonly screen?: Partial<Screen>;
  /** Data to show now. */
  shown(): Shown;
  /** Handles a key that pauses, or goes on. */
  onPaused(paused: boolean): void;
  /** Handles q, and Ctrl-C. */
  onQuit(how: 'quit' | 'interrupt'): void;
  /** Requests test sequences of the task of that label. */
  onNeedSpecimens(task: string): void;
  /** Handles a failure to draw the picture; the stage is closed. */
  onFailure(error: unknown): void;
}

export interface Stage {
  /** Marks the data as changed; it is drawn with the next frame. */
  changed(): void;
  /** Draws at once. */
  now(): void;
  close(): void;
}

/** Part as it was drawn last. */
interface Drawn {
  readonly part: Part;
  readonly painted: PaintedPart;
  /** Time of the drawing, and the seconds that it took. */
  readonly at: number;
  readonly took: number;
}

export function openStage(options: StageOptions): Stage {
  const { stream, input, colours } = options;
  const held = holdOutput(stream);
  const painter = new Painter((text) => void held.write(text));
  let screen: Screen = { ...firstScreen, ...options.screen };
  let drawn = new Map<string, Drawn>();
  let dirty = true;
  let open = true;

  function draw(urgent: boolean): void {
    if (!open) return;
    dirty = false;
    try {
      const shown = options.shown();
      const size = { width: stream.columns || 80, height: stream.rows || 24 };
      const parts = pictureOf({ shown, screen, size, colours });
      needSpecimens(parts, shown);
      const next = new Map(parts.map((part) => [part.key, drawPart(part, drawn.get(part.key), urgent)]));
      drawn = next;
      painter.paint([...next.values()].map(({ painted }) => painted));
    } catch (error) {
      close();
      options.onFailure(error);
    }
  }

  function drawPart(part: Part, before: Drawn | undefined, urgent: boolean): Drawn {
    const { element, key, x, y, width, height } = part;
    if (before !== undefined && isSame(before.part, part)) {
      return { ...before, painted: { x, y, width, height, lines: before.painted.lines } };
    }
    const at = monotonicSeconds();
    if (before !== undefined && !urgent && SLOW_PARTS.includes(key) && at < dueAt(before)) {
      dirty = true;
      return before;
    }
    const tree = <ColoursContext.Provider value={colours}>{element}</ColoursContext.Provider>;
    const lines = renderToString(tree, { columns: width }).split('\n');
    return {
      part,
      painted: { x, y, width, height, lines },
      at,
      took: monotonicSeconds() - at,
    };
  }

  function needSpecimens(parts: readonly Part[], { spec, specimens }: Shown): void {
    const task = spec.tasks[screen.task]?.label;
    if (task === undefined || specimens.has(task)) return;
    if (parts.some(({ key }) => key === 'nets')) options.onNeedSpecimens(task);
  }

  function press(key: string): void {
    if (key === 'ctrl-c' || key === 'q') options.onQuit(key === 'q' ? 'quit' : 'interrupt');
    else change(key);
  }

  function change(key: string): void {
    // As in other programs, Ctrl-L wipes off foreign output.
    if (key === 'ctrl-l') painter.forget();
    const { spec, tuning, machines } = options.shown();
    const { tasks, contestants } = tuning?.bestAlone ?? spec;
    const after = screenAfter(screen, key, {
      tasks: tasks.length,
      contestants: contestants.length,
      machines: machines?.machines.length ?? 0,
      tuned: spec.tuning !== undefined,
    });
    const { paused } = screen;
    screen = after;
    if (after.paused !== paused) options.onPaused(after.paused);
    draw(true);
  }

  /** Redraws all after a resize: the terminal may have kept, moved or lost its contents. */
  function resized(): void {
    painter.forget();
    held.write('\x1b[2J');
    draw(true);
  }

  const output = {
    isTTY: true,
    writable: true,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write: held.write,
    on: stream.on.bind(stream),
    off: stream.off.bind(stream),
  } as unknown as NodeJS.WriteStream;
  // Ink's own part: the alternate screen, the cursor, the keys, and the clean-up at the end.
  const keyboard = render(<Keyboard listens={input.isTTY === true} onKey={press} />, {
    stdout: output,
    stdin: input,
    stderr: output,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    alternateScreen: true,
    isScreenReaderEnabled: false,
  });
  // After Ink's own listener, which clears lines.
  stream.on('resize', resized);
  let still = 0;
  const timer = setInterval(() => {
    still++;
    if (!dirty && still < FRAMES_BETWEEN_CLOCKS) return;
    still = 0;
    draw(false);
  }, FRAME_MILLISECONDS);

  function close(): void {
    if (!open) return;
    open = false;
    clearInterval(timer);
    stream.off('resize', resized);
    process.off('exit', close);
    keyboard.unmount();
    keyboard.cleanup();
    held.release();
  }
  // Ink restores the terminal however the process ends; output that was held back must be seen then too.
  process.on('exit', close);
  draw(true);
  return {
    changed() {
      dirty = true;
    },
    now: () => draw(true),
    close,
  };
}

function dueAt({ at, took }: Drawn): number {
  const { least, most } = SECONDS_BETWEEN_SLOW;
  return at + Math.min(most, Math.max(least, took / SHARE_OF_SLOW));
}

/** Frames without changes after which the clock is drawn: one second. */
const FRAMES_BETWEEN_CLOCKS = 4;

/** True for the same text, and for the same properties of one component. */
function isSame(a: Part, b: Part): boolean {
  if (a.text !== undefined) return a.text === b.text;
  const [one, other] = [a.element.props, b.element.props] as Readonly<Record<string, unknown>>[];
  const keys = Object.keys(one!);
  return (
    a.element.type === b.element.type &&
    keys.length === Object.keys(other!).length &&
    keys.every((key) => Object.is(one![key], other![key]))
  );
}

interface KeyboardProps {
  readonly listens: boolean;
  onKey(key: string): void;
}

function Keyboard({ listens, onKey }: KeyboardProps): null {
  useInput(
    (text, key) => {
      for (const one of keysOf(text, key)) onKey(one);
    },
    { isActive: listens },
  );
  return null;
}

/** Names of the keys that screens know. Keys typed quickly arrive several at once. */
function keysOf(text: string, key: InkKey): string[] {
  if (key.upArrow) return ['up'];
  if (key.downArrow) return ['down'];
  if (key.leftArrow) return ['left'];
  if (key.rightArrow) return ['right'];
  if (key.escape) return ['escape'];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  if (key.ctrl) return [`ctrl-${text}`];
  return [...text];
}
