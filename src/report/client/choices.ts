/**
 * Choices of the lab's figures: sliders, buttons and lists. A choice of the same name and values is the same choice in
 * all figures of a view, as switches of one kind are in a report.
 */

/**
 * Wires the choices of all figures.
 * @param changed hears of a figure by its id, and of the drawing that is chosen
 */
export function followChoices(changed: (figure: string, drawing: number) => void): void {
  const groups = [...document.querySelectorAll<HTMLElement>('[data-choices]')];
  for (const group of groups) {
    for (const part of partsOf(group)) {
      // While a slider moves it says its value and draws.
      part.addEventListener('input', () => {
        for (const other of groups) {
          const twins = other.closest('section') === group.closest('section') ? partsOf(other) : [];
          const twin = twins.find((one) => one === part || isTwin(one, part));
          if (twin === undefined) continue;
          if (twin !== part) setPlace(twin, placeOf(part));
          sayValue(twin);
          show(other, changed);
        }
      });
    }
  }
}

const partsOf = (group: HTMLElement): HTMLElement[] => [
  ...group.querySelectorAll<HTMLElement>('[data-choice]'),
];

const isTwin = (one: HTMLElement, other: HTMLElement): boolean =>
  one.dataset.name === other.dataset.name && valuesOf(one).join('\n') === valuesOf(other).join('\n');

function valuesOf(part: HTMLElement): string[] {
  if (part instanceof HTMLSelectElement) return [...part.options].map(({ text }) => text);
  if (part instanceof HTMLInputElement) return JSON.parse(part.dataset.values ?? '[]') as string[];
  return [...part.querySelectorAll('label')].map(({ textContent }) => textContent ?? '');
}

const radiosOf = (part: HTMLElement): HTMLInputElement[] => [
  ...part.querySelectorAll<HTMLInputElement>('input[type="radio"]'),
];

function placeOf(part: HTMLElement): number {
  if (part instanceof HTMLSelectElement || part instanceof HTMLInputElement) return Number(part.value);
  return radiosOf(part).findIndex(({ checked }) => checked);
}

function setPlace(part: HTMLElement, place: number): void {
  if (part instanceof HTMLSelectElement || part instanceof HTMLInputElement) part.value = String(place);
  else for (const [at, radio] of radiosOf(part).entries()) radio.checked = at === place;
}

/** Writes the value of a slider beside it. */
function sayValue(part: HTMLElement): void {
  if (!(part instanceof HTMLInputElement)) return;
  const value = valuesOf(part)[placeOf(part)] ?? '';
  part.setAttribute('aria-valuetext', value);
  const output = part.parentElement?.querySelector('output');
  if (output) output.textContent = value;
}

function show(group: HTMLElement, changed: (figure: string, drawing: number) => void): void {
  const drawing = partsOf(group).reduce(
    (index, part) => index * Number(part.dataset.count) + placeOf(part),
    0,
  );
  const figure = group.closest('figure');
  let hasTable = false;
  for (const one of figure?.querySelectorAll<HTMLElement>('[data-drawing]') ?? []) {
    one.hidden = one.dataset.drawing !== String(drawing);
    hasTable ||= !one.hidden;
  }
  const chart = figure?.querySelector<HTMLElement>('.chart');
  if (chart) chart.hidden = hasTable;
  changed(group.dataset.choices ?? '', drawing);
}
