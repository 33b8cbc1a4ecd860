/** Script of the list of runs: filter, sorting, runs chosen to compare, and what has changed. */
import { parts } from '../../report/client/parts.ts';
import { sayWhereItScrolls, sortOnClick } from '../../report/client/tables.ts';
import { followTheme } from '../../report/client/theme.ts';
import { Region } from './region.ts';
import { followStream } from './stream.ts';

export function showRuns(): void {
  const finder = document.querySelector<HTMLElement>('.finder')!;
  const filter = document.querySelector<HTMLInputElement>('#filter')!;
  const compare = document.querySelector<HTMLButtonElement>('#compare')!;
  const said = finder.querySelector<HTMLElement>('.said')!;
  const connection = document.querySelector<HTMLElement>('.connection')!;
  const section = document.querySelector<HTMLElement>('#runs')!;
  const picked = new Set<string>();

  const show = (): void => {
    const words = filter.value.toLowerCase().split(/\s+/);
    const rows = [...section.querySelectorAll<HTMLTableRowElement>('tbody tr')];
    for (const row of rows) {
      const text = row.textContent?.toLowerCase() ?? '';
      row.hidden = !words.every((word) => text.includes(word));
    }
    const shown = rows.filter(({ hidden }) => !hidden).length;
    said.textContent = filter.value.trim() === '' ? '' : `${shown} of ${rows.length} shown`;
    const there = new Set(
      parts<HTMLElement>(section, '[data-pick]').map(({ dataset: { pick = '' } }) => pick),
    );
    for (const id of picked) if (!there.has(id)) picked.delete(id);
    compare.disabled = picked.size < 2;
  };
  const adopt = (root: Element): void => {
    for (const box of parts<HTMLInputElement>(root, '[data-pick]')) {
      const id = box.dataset.pick!;
      box.hidden = false;
      box.checked = picked.has(id);
      box.addEventListener('change', () => {
        if (box.checked) picked.add(id);
        else picked.delete(id);
        show();
      });
    }
    for (const table of parts<HTMLElement>(root, '.table')) {
      sayWhereItScrolls(table);
      const [head] = table.getElementsByTagName('table');
      if (head) sortOnClick(head, 1);
    }
  };
  const region = new Region(section, { adopt, drop: () => {} });
  adopt(section);
  followTheme(() => {});
  filter.value = new URLSearchParams(location.hash.slice(1)).get('filter') ?? '';
  filter.addEventListener('input', () => {
    const text = filter.value.trim();
    const hash = text === '' ? '' : `#${new URLSearchParams({ filter: text })}`;
    history.replaceState(null, '', location.pathname + hash);
    show();
  });
  compare.addEventListener('click', () => {
    location.href = `/compare?${[...picked].map((id) => `run=${id}`).join('&')}`;
  });
  finder.hidden = false;
  show();
  const stream = followStream({
    address: '/events',
    events: ['runs', 'last'],
    heard: (event, data) => {
      if (event === 'last') {
        stream.end((data as { readonly text: string }).text);
        return true;
      }
      region.follow((data as { readonly html: string }).html);
      show();
      return false;
    },
    say: (text) => {
      connection.textContent = text;
    },
  });
}
