/** Theme switch, light or dark: the system's choice, until the reader makes another. */

const KEY = 'genoprop-report-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

const chosen = (): string | null => document.documentElement.getAttribute('data-theme');

export const isDark = (): boolean => chosen() === 'dark' || (chosen() !== 'light' && system.matches);

/** Place where a page keeps the reader's choice. */
export interface ThemeMemory {
  read(): string | null;
  write(value: string): void;
}

/**
 * Wires the switch and calls back on every change.
 * @param memory left out: a page that keeps nothing
 */
export function followTheme(changed: () => void, memory?: ThemeMemory): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('input[name="theme"]')];
  const set = (value: string): void => {
    if (value === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', value);
    for (const input of inputs) input.checked = input.value === value;
  };
  set(memory?.read() ?? 'auto');
  for (const input of inputs) {
    input.addEventListener('change', () => {
      set(input.value);
      memory?.write(input.value);
      changed();
    });
  }
  system.addEventListener('change', changed);
}

/** Storage of the browser, which may refuse it to a page that is a file. */
export const browserMemory: ThemeMemory = {
  read() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  write(value) {
    try {
      localStorage.setItem(KEY, value);
    } catch {}
  },
};
