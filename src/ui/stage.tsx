/**
 * Puts the interface on a terminal: draws when something has changed, a few times a second at most, hears the
 * keys, follows the terminal's size, and leaves the terminal as it was. It is the alternate screen that is drawn
 * on, so that what stood on the terminal before stands there afterwards.
 *
 * Ink, given the whole picture, makes all of it anew for each digit that changes: 25 ms at 160 x 50, ten times what
 * this interface may take. So each part of the picture is a tree of its own, made into text when its properties
 * have changed, the larger ones once a second, and the painter puts on the terminal what differs.
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

/** Four frames a second; a key is answered at once. */
const FRAME_MILLISECONDS = 250;
/** Parts that are much work and hardly ever urgent wait so long, and longer where they take longer to draw. */
const SLOW_PARTS: readonly Part['key'][] = ['curves', 'inside', 'nets'];
const SECONDS_BETWEEN_SLOW = { least: 0.9, most: 2.5 };
/** One part is to take no more than this share of the time of one core. */
const SHARE_OF_SLOW = 0.006;

export interface StageOptions {
  readonly stream: NodeJS.WriteStream;
  /** Where the keys come from. */
  readonly input: NodeJS.ReadStream;
  readonly colours: Colours;
  readonly screen?: Partial<Screen>;
  /** What there is to show now. */
  shown(): Shown;
  /** Told of a key that pauses, or goes on. */
  onPaused(paused: boolean): void;
  /** Told of q, and of Ctrl-C. */
  onQuit(how: 'quit' | 'interrupt'): void;
  /** Test sequences of the task of that label are wanted. */
  onNeedSpecimens(task: string): void;
  /** The picture could not be drawn; the stage is closed. */
  onFailure(error: unknown): void;
}

export interface Stage {
  /** What there is to show has changed, and is drawn before long. */
  changed(): void;
  /** Draws at once. */
  now(): void;
  close(): void;
}

/** A part as it was drawn last. */
interface Drawn {
  readonly part: Part;
  readonly painted: PaintedPart;
  /** When, and how many seconds it took. */
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
    // As in other programs: what something else wrote on the terminal is wiped off.
    if (key === 'ctrl-l') painter.forget();
    const { tasks, contestants } = options.shown().spec;
    const after = screenAfter(screen, key, { tasks: tasks.length, contestants: contestants.length });
    const { paused } = screen;
    screen = after;
    if (after.paused !== paused) options.onPaused(after.paused);
    draw(true);
  }

  /** The terminal may have kept, moved or lost what stood on it. */
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
  // Ink's own part: the alternate screen, the cursor, the keys, and that all is put right at the end.
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
  // Ink puts the terminal right when the process ends in whatever way; what was held is to be seen then too.
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

/** So many frames make a second, by which the time shown goes on where nothing else happens. */
const FRAMES_BETWEEN_CLOCKS = 4;

/** The same text says so, and so do the same properties of one component. */
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

/** Keys by the names that screens know them by. Typed quickly, several come at once. */
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
