/** Buttons that copy a table, as tab-separated text with the numbers in full, or a line of code. */

export function copyOnClick(button: HTMLButtonElement): void {
  const resting = button.textContent ?? '';
  button.addEventListener('click', () => {
    const source = document.getElementById(button.dataset.copy ?? '');
    if (source === null) return;
    const table = source.querySelector('table');
    const text = table === null ? (source.textContent ?? '').replaceAll('\u00a0', ' ') : tableText(table);
    const say = (done: boolean): void => {
      button.textContent = done ? 'Copied' : 'Select it and press Ctrl-C';
      setTimeout(() => {
        button.textContent = resting;
      }, 1600);
    };
    void copy(text).then(say);
  });
}

function tableText(table: HTMLTableElement): string {
  // Parts that the reader has hidden are not copied.
  const shown = <Part extends HTMLElement>(parts: Iterable<Part>): Part[] =>
    [...parts].filter(({ hidden }) => !hidden);
  const lines = shown(table.rows).map((row) =>
    shown(row.cells)
      .map((cell) => (cell.dataset.value ?? cell.textContent ?? '').replaceAll(/\s+/g, ' '))
      .join('\t'),
  );
  return `${lines.join('\n')}\n`;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Fallback for a file that may not use the clipboard.
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
