/**
 * Buttons that hide and show contestants, and runs where several are compared. A part of one, such as a row, a column
 * or a figure, carries its key in `data-of`; every legend of the page shows the same state.
 */
import { parts } from './parts.ts';

export class Hiding {
  #hidden: ReadonlySet<string> = new Set();
  readonly #changed: (hidden: ReadonlySet<string>) => void;

  constructor(changed: (hidden: ReadonlySet<string>) => void) {
    this.#changed = changed;
  }

  get hidden(): ReadonlySet<string> {
    return this.#hidden;
  }

  /** Wires the legends in a part of the page, and hides what is hidden elsewhere. */
  adopt(root: Element | Document): void {
    this.#show(root);
    for (const chip of parts<HTMLButtonElement>(root, '[data-toggle]')) {
      chip.addEventListener('click', () => {
        const key = chip.dataset.toggle!;
        const others = [...this.#hidden].filter((one) => one !== key);
        this.set(this.#hidden.has(key) ? others : [...others, key]);
      });
    }
    for (const legend of parts<HTMLElement>(root, '.legend')) {
      legend.hidden = false;
      const own = [...legend.querySelectorAll<HTMLElement>('[data-toggle]')].map(
        (chip) => chip.dataset.toggle!,
      );
      for (const button of legend.querySelectorAll<HTMLElement>('[data-show]')) {
        button.addEventListener('click', () => {
          const others = [...this.#hidden].filter((key) => !own.includes(key));
          // Runs that are compared are not hidden together with the contestants.
          const contestants = own.filter((key) => key.startsWith('c'));
          const runs = own.filter((key) => this.#hidden.has(key) && !contestants.includes(key));
          this.set(button.dataset.show === 'all' ? others : [...others, ...contestants, ...runs]);
        });
      }
    }
  }

  set(hidden: Iterable<string>): void {
    this.#hidden = new Set(hidden);
    this.#show(document);
    this.#changed(this.#hidden);
  }

  #show(root: Element | Document): void {
    for (const chip of parts<HTMLElement>(root, '[data-toggle]')) {
      chip.setAttribute('aria-pressed', String(!this.#hidden.has(chip.dataset.toggle!)));
    }
    for (const part of parts<HTMLElement | SVGElement>(root, '[data-of]')) {
      part.toggleAttribute(
        'hidden',
        part.dataset.of!.split(' ').some((key) => this.#hidden.has(key)),
      );
    }
  }
}
