/** Theme switch, light or dark: the system's choice, until the reader makes another. */

const KEY = 'genoprop-report-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

const chosen = (): string | null => document.documentElement.getAttribute('data-theme');

export const isDark = (): boolean => chosen() === 'dark' || (chosen() !== 'light' && system.matches);

/** Wires the switch and calls back on every change. */
export function followTheme(changed: () => void): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('input[name="theme"]')];
  const set = (value: string): void => {
    if (value === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', value);
    for (const input of inputs) input.checked = input.value === value;
  };
  set(remembered() ?? 'auto');
  for (const input of inputs) {
    input.addEventListener('change', () => {
      set(input.value);
      remember(input.value);
      changed();
    });
  }
  system.addEventListener('change', changed);
}

// A browser may refuse storage to a page that is a file.
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(value: string): void {
  try {
    localStorage.setItem(KEY, value);
  } catch {}
}
