/** Progress of work in parts: one line on an interactive terminal, written over, else a log line now and then. */
import { bar } from '../words/numbers.ts';
import { printable } from '../words/printable.ts';
import { duration } from '../words/time.ts';
import { type Surface, Verbatim } from './terminal.ts';
import type { Seconds } from './view.ts';

const SECONDS_BETWEEN_LINES = { interactive: 0.1, plain: 10 };
const BAR_WIDTH = 16;
/** Terminal codes that return to the beginning of the line and empty it. */
const WIPE = new Verbatim('\r\x1b[2K');

export interface PartProgress {
  /**
   * Shows that so much is done.
   * @param doing the work in words, such as `lag 20 of T=50`
   * @param isComputing false while finished parts are only read, which tells nothing about the time that is left
   */
  show(done: number, total: number, doing: string, isComputing: boolean): void;
  /** Removes the line. */
  clear(): void;
}

export function partProgress(surface: Surface, now: Seconds): PartProgress {
  const { interactive } = surface;
  const pause = interactive ? SECONDS_BETWEEN_LINES.interactive : SECONDS_BETWEEN_LINES.plain;
  let shownAt = interactive ? Number.NEGATIVE_INFINITY : now();
  let began: { readonly at: number; readonly done: number } | null = null;
  return {
    show(done, total, doing, isComputing) {
      const at = now();
      if (!isComputing) began = null;
      began ??= { at, done };
      if (at - shownAt < pause) return;
      shownAt = at;
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const gained = done - began.done;
      const left = gained > 0 ? ((at - began.at) / gained) * Math.max(0, total - done) : null;
      const rest = left === null || left < 1 ? '' : `about ${duration(left)} left`;
      const percent = `${String(Math.floor(100 * share)).padStart(3)} %`;
      if (!interactive) {
        const more = rest === '' ? '' : `, ${rest}`;
        return surface.write(`${percent.trimStart()}: ${printable(doing)}${more}\n`);
      }
      surface.write(WIPE);
      const head = `${bar(share, BAR_WIDTH)} ${percent}${rest === '' ? '' : `, ${rest}`}: `;
      surface.write(`${head}${shortened(printable(doing), surface.columns - 1 - head.length)}`);
    },
    clear() {
      if (interactive) surface.write(WIPE);
    },
  };
}

/** Words in at most that many columns; an ellipsis stands for what is left out. */
const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1))}…`;
