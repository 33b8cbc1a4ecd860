/**
 * Buttons that hide and show contestants, and runs where several are compared. A part of one, such as a row, a column
 * or a figure, carries its key in `data-of`; every legend of the page shows the same state.
 */

export function followLegends(changed: (hidden: ReadonlySet<string>) => void): void {
  let hidden: ReadonlySet<string> = new Set();
  const legends = [...document.querySelectorAll<HTMLElement>('.legend')];
  const chips = [...document.querySelectorAll<HTMLButtonElement>('[data-toggle]')];
  const parts = [...document.querySelectorAll<HTMLElement | SVGElement>('[data-of]')];
  const set = (next: ReadonlySet<string>): void => {
    hidden = next;
    for (const chip of chips) {
      chip.setAttribute('aria-pressed', String(!hidden.has(chip.dataset.toggle!)));
    }
    for (const part of parts) {
      part.toggleAttribute(
        'hidden',
        part.dataset.of!.split(' ').some((key) => hidden.has(key)),
      );
    }
    changed(hidden);
  };
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      const key = chip.dataset.toggle!;
      set(hidden.has(key) ? new Set([...hidden].filter((one) => one !== key)) : new Set([...hidden, key]));
    });
  }
  for (const legend of legends) {
    legend.hidden = false;
    const own = [...legend.querySelectorAll<HTMLElement>('[data-toggle]')].map(
      (chip) => chip.dataset.toggle!,
    );
    for (const button of legend.querySelectorAll<HTMLElement>('[data-show]')) {
      button.addEventListener('click', () => {
        const others = [...hidden].filter((key) => !own.includes(key));
        // Runs that are compared are not hidden together with the contestants.
        const contestants = own.filter((key) => key.startsWith('c'));
        const runs = own.filter((key) => hidden.has(key) && !contestants.includes(key));
        set(new Set(button.dataset.show === 'all' ? others : [...others, ...contestants, ...runs]));
      });
    }
  }
}
