/**
 * Reader's view in the fragment of the address, so that a reload, a bookmark and a link show the same:
 * `#hide=random&axis=seconds&seed=3`. Unknown names and values are left out; nothing of it is ever read as HTML.
 */
import type { Hiding } from '../../report/client/hiding.ts';
import type { PageData } from '../../report/client/page.ts';
import type { Switches } from '../../report/client/switches.ts';
import { contestantsOf, letterOf } from '../../report/compare/comparison.ts';
import type { Control } from '../../report/figures/figure.ts';
import { contestantKey, runKey } from '../../report/keys.ts';

export interface Chosen {
  /** Names of hidden contestants, and letters of hidden runs. */
  readonly hide: readonly string[];
  /** Choices of switches that differ from the first ones. */
  readonly controls: ReadonlyMap<string, string>;
  /** Id of the part of the page that is looked at; null for its top. */
  readonly at: string | null;
}

/** View in a fragment; one without `=` is the id of a part alone. */
export function readFragment(hash: string): Chosen {
  const text = hash.replace(/^#/, '');
  if (!text.includes('=')) return { hide: [], controls: new Map(), at: text === '' ? null : text };
  const query = new URLSearchParams(text);
  const controls = [...query].filter(([name]) => name !== 'hide' && name !== 'at');
  return { hide: query.getAll('hide'), controls: new Map(controls), at: query.get('at') };
}

/** Fragment of a view, with its `#`; empty for the first view of the whole page. */
export function fragmentOf({ hide, controls, at }: Chosen): string {
  if (hide.length === 0 && controls.size === 0) return at === null ? '' : `#${at}`;
  const query = new URLSearchParams([
    ...hide.map((name) => ['hide', name]),
    ...[...controls],
    ...(at === null ? [] : [['at', at]]),
  ]);
  return `#${query}`;
}

/** Keys of what can be hidden, by name; runs that are compared by their letters. */
export function keysByName(data: PageData): ReadonlyMap<string, string> {
  if (data.format === 'genoprop.lab/1') return new Map();
  const names =
    data.format === 'genoprop.comparison/1' ? contestantsOf(data) : data.contestants.map(({ name }) => name);
  const runs = data.format === 'genoprop.comparison/1' ? data.runs.map((_, run) => run) : [];
  return new Map([
    ...runs.map((run) => [letterOf(run), runKey(run)] as const),
    ...names.map((name, place) => [name, contestantKey(place)] as const),
  ]);
}

interface Viewed {
  readonly data: PageData;
  readonly switches: Switches;
  readonly hiding: Hiding;
  followView(changed: () => void): void;
}

/** Shows what the fragment says, and writes there what the reader changes. */
export function followFragment(page: Viewed): void {
  let at: string | null = null;
  let isReading = false;
  const write = (): void => {
    if (isReading) return;
    const hide = [...keysByName(page.data)].flatMap(([name, key]) =>
      page.hiding.hidden.has(key) ? [name] : [],
    );
    const hash = fragmentOf({ hide, controls: page.switches.chosen, at });
    history.replaceState(history.state, '', location.pathname + location.search + hash);
  };
  const read = (): void => {
    const chosen = readFragment(location.hash);
    at = chosen.at;
    // A link to a part of the page leaves the view as it is.
    if (!location.hash.includes('=')) {
      write();
      return;
    }
    isReading = true;
    const keys = keysByName(page.data);
    page.hiding.set(chosen.hide.flatMap((name) => keys.get(name) ?? []));
    const all = new Set([...page.switches.chosen.keys(), ...chosen.controls.keys()]);
    for (const control of all) page.switches.choose(control as Control, chosen.controls.get(control) ?? null);
    isReading = false;
    if (at !== null) document.getElementById(at)?.scrollIntoView();
  };
  page.followView(write);
  read();
  addEventListener('hashchange', read);
}
