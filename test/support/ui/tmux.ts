/** A real terminal, by tmux: a shell in a window of some size, whose screen can be read. */
import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment, main } from '../cli/process.ts';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

const loader = fileURLToPath(new URL('./tsx-loader.ts', import.meta.url));
/** What starts genoprop, as a shell reads it. */
export const genoprop = `'${process.execPath}' --import '${loader}' '${main}'`;

const PATIENCE_MILLISECONDS = 20_000;

export interface Window {
  /** Types a line and the enter key. */
  line(text: string): void;
  /** Presses keys by tmux's names for them. */
  press(...keys: string[]): void;
  /** What is on the screen, row by row; with `all`, what has gone off its top too. */
  rows(options?: { readonly all?: boolean; readonly colours?: boolean }): string[];
  /** Waits until the screen holds that, and gives the screen. */
  until(pattern: RegExp): Promise<string>;
  /** Waits until the shell is ready, and gives all that it holds. */
  prompt(): Promise<string>;
  resize(columns: number, rows: number): void;
  /** A tmux format of the window, for instance `cursor_flag`. */
  ask(format: string): string;
  close(): void;
}

let opened = 0;

/** @param cwd the folder that the shell is in */
export function openWindow(cwd: string, columns: number, rows: number): Window {
  // A server of its own, so that it is in nobody's way.
  const socket = `genoprop-test-${process.pid}-${opened++}`;
  const { NO_COLOR: _, ...others } = childEnvironment;
  // Whoever runs the tests may be no person, but in this window one is played.
  const env: NodeJS.ProcessEnv = { ...others, CI: '', TERM: 'xterm-256color' };
  const tmux = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
      cwd,
      env,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout;
  };
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'bash --norc --noprofile');
  // Written in two pieces, so that the line itself does not look like the prompt.
  tmux('send-keys', "PS1='prompt''> '; clear", 'Enter');

  const read: Window['rows'] = ({ all = false, colours = false } = {}) =>
    tmux('capture-pane', '-p', ...(all ? ['-S', '-'] : []), ...(colours ? ['-e'] : []))
      .replace(/\n$/, '')
      .split('\n');
  async function until(pattern: RegExp, all = false): Promise<string> {
    for (let waited = 0; ; waited += 50) {
      const text = read({ all }).join('\n').trimEnd();
      if (pattern.test(text)) return text;
      if (waited >= PATIENCE_MILLISECONDS) throw new Error(`no ${pattern} on the screen, but:\n${text}`);
      await wait(50);
    }
  }
  return {
    line: (text) => void tmux('send-keys', text, 'Enter'),
    press: (...keys) => void tmux('send-keys', ...keys),
    rows: read,
    until: (pattern) => until(pattern),
    async prompt() {
      await until(/prompt>$/);
      return read({ all: true }).join('\n');
    },
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
    ask: (format) => tmux('display-message', '-p', `#{${format}}`).trim(),
    close: () => void tmux('kill-server'),
  };
}
