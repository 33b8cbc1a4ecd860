/** Buttons that show one contestant alone, and all again. */
import type { Hiding } from '../../report/client/hiding.ts';
import { parts } from '../../report/client/parts.ts';

/** Wires such buttons in a part of the page. */
export function followOnly(root: Element | Document, hiding: Hiding): void {
  for (const button of parts<HTMLButtonElement>(root, '[data-only]')) {
    button.addEventListener('click', () => {
      const key = button.dataset.only!;
      const all = [...document.querySelectorAll<HTMLElement>('#race [data-only]')].map(
        ({ dataset: { only = '' } }) => only,
      );
      const others = new Set(all.filter((one) => one !== key));
      const isAlone = !hiding.hidden.has(key) && [...others].every((one) => hiding.hidden.has(one));
      const rest = [...hiding.hidden].filter((one) => !all.includes(one));
      hiding.set(isAlone ? rest : [...rest, ...others]);
    });
  }
}
