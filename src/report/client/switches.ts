/** Switches of the page. All of one kind show the same choice, and change every figure that they concern. */
import { firstView, type View } from '../charts/view.ts';
import type { Control } from '../figures/figure.ts';
import { parts } from './parts.ts';

const NUMBERS: ReadonlySet<string> = new Set<Control>(['seed', 'sequence']);

type Choice = HTMLInputElement | HTMLSelectElement;
type Switched = Pick<View, Control>;

export class Switches {
  /** Choices that the reader has made, by control. */
  readonly #chosen = new Map<Control, string>();
  readonly #changed: (view: Partial<Switched>, control: Control) => void;

  constructor(changed: (view: Partial<Switched>, control: Control) => void) {
    this.#changed = changed;
  }

  /** Choices that differ from the first ones, by control. */
  get chosen(): ReadonlyMap<Control, string> {
    return this.#chosen;
  }

  /** Wires the switches in a part of the page. */
  adopt(root: Element | Document): void {
    for (const choice of parts<Choice>(root, '[data-control]')) {
      const control = choice.dataset.control as Control;
      choice.addEventListener('change', () => this.set(control, choice.value));
      const chosen = this.#chosen.get(control);
      if (chosen !== undefined) show(choice, chosen);
      // A browser that comes back to a page leaves switches unchanged.
      else if (choice instanceof HTMLSelectElement) choice.selectedIndex = 0;
      else choice.checked = choice.defaultChecked;
    }
    for (const button of parts<HTMLButtonElement>(root, 'button[data-step]')) {
      button.addEventListener('click', () => {
        const select = button.parentElement?.querySelector('select');
        if (!select) return;
        const { length } = select.options;
        const next = (select.selectedIndex + Number(button.dataset.step) + length) % length;
        this.set(button.dataset.of as Control, select.options[next]!.value);
      });
    }
  }

  /**
   * Sets a switch from outside the page, where the page has it.
   * @param value null for the first choice; one that the switch does not have changes nothing
   */
  choose(control: Control, value: string | null): void {
    const wanted = value ?? String(firstView[control]);
    const choices = [...document.querySelectorAll<Choice>('[data-control]')].filter(
      ({ dataset }) => dataset.control === control,
    );
    const offered = choices.flatMap((choice) =>
      choice instanceof HTMLSelectElement
        ? [...choice.options].map((option) => option.value)
        : [choice.value],
    );
    if (offered.includes(wanted)) this.set(control, wanted);
  }

  set(control: Control, value: string): void {
    if (value === String(firstView[control])) this.#chosen.delete(control);
    else this.#chosen.set(control, value);
    for (const choice of document.querySelectorAll<Choice>(`[data-control="${control}"]`))
      show(choice, value);
    this.#changed({ [control]: NUMBERS.has(control) ? Number(value) : value }, control);
  }
}

function show(choice: Choice, value: string): void {
  if (choice instanceof HTMLSelectElement) {
    if ([...choice.options].some((option) => option.value === value)) choice.value = value;
  } else choice.checked = choice.value === value;
}
