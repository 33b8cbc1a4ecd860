/** Switches of the page. All of one kind show the same choice, and change every figure that they concern. */
import { firstView, type View } from '../charts/view.ts';
import type { Control } from '../figures/figure.ts';

const NUMBERS: ReadonlySet<string> = new Set<Control>(['seed', 'sequence']);

type Choice = HTMLInputElement | HTMLSelectElement;

export function followSwitches(changed: (view: View, control: Control) => void): void {
  let view: View = firstView;
  const choices = [...document.querySelectorAll<Choice>('[data-control]')];
  const set = (control: Control, value: string): void => {
    view = { ...view, [control]: NUMBERS.has(control) ? Number(value) : value };
    for (const choice of choices) {
      if (choice.dataset.control !== control) continue;
      if (choice instanceof HTMLSelectElement) {
        if ([...choice.options].some((option) => option.value === value)) choice.value = value;
      } else choice.checked = choice.value === value;
    }
    changed(view, control);
  };
  for (const choice of choices) {
    choice.addEventListener('change', () => set(choice.dataset.control as Control, choice.value));
    // A browser that comes back to a page leaves switches unchanged.
    if (choice instanceof HTMLSelectElement) choice.selectedIndex = 0;
    else choice.checked = choice.defaultChecked;
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-step]')) {
    button.addEventListener('click', () => {
      const select = button.parentElement?.querySelector('select');
      if (!select) return;
      const { length } = select.options;
      const next = (select.selectedIndex + Number(button.dataset.step) + length) % length;
      set(button.dataset.of as Control, select.options[next]!.value);
    });
  }
}
