/**
 * Settings of a duel and the reader's view in the fragment of the address, so that a reload, a bookmark and a link show
 * the same: `#task=temporal-order&length=20&c=genitor,msgd-cr&seed=1&budget=3e10mac`. Values are texts as on the command
 * line; the worker reads them with the resolvers of the command line, and nothing of them is ever read as HTML.
 */
import type { Wish } from './messages.ts';

export interface Fragment {
  readonly wish: Wish;
  /** Choices of the figures' switches that differ from the first ones: `axis` to `seconds`. */
  readonly controls: ReadonlyMap<string, string>;
  /** Names of hidden contestants. */
  readonly hide: readonly string[];
  /** True where trials go on while the tab is hidden. */
  readonly background: boolean;
}

/** Names of the fragment that are no options of a task. Such an option is written as `set=name=value`. */
const OWN = new Set(['task', 'set', 'c', 'seed', 'seeds', 'budget', 'hide', 'background']);

/** Beginning of the names of switches. */
const VIEW = 'view-';

/** Settings and view in a fragment, with or without its `#`. Fields that it does not name are left out. */
export function readFragment(hash: string): Fragment {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const entries = [...query];
  const first = (name: string): string | undefined => query.get(name) ?? undefined;
  const controls = entries.filter(([name]) => name.startsWith(VIEW));
  const options = entries.filter(([name]) => !OWN.has(name) && !name.startsWith(VIEW));
  const set = [...query.getAll('set'), ...options.map(([name, value]) => `${name}=${value}`)];
  const contestants = query.getAll('c').flatMap(namesIn);
  const [task, seed, seeds] = [first('task'), first('seed'), first('seeds')];
  const budget = query.getAll('budget');
  return {
    wish: {
      ...(task === undefined ? {} : { task }),
      ...(set.length === 0 ? {} : { set }),
      ...(contestants.length === 0 ? {} : { contestants }),
      ...(seed === undefined ? {} : { seed }),
      ...(seeds === undefined ? {} : { seeds }),
      ...(budget.length === 0 ? {} : { budget }),
    },
    controls: new Map(controls.map(([name, value]) => [name.slice(VIEW.length), value])),
    hide: query.getAll('hide'),
    background: query.get('background') === 'on',
  };
}

/** Contestants of a value: several plain names with commas, or one with settings, which have commas of their own. */
const namesIn = (value: string): string[] => (/[:=]/.test(value) ? [value] : value.split(','));

/** Fragment of settings and view, with its `#`; empty where nothing is said. */
export function fragmentOf({ wish, controls, hide, background }: Fragment): string {
  const { task, set = [], contestants = [], seed, seeds, budget = [] } = wish;
  const arePlain = contestants.every((one) => one !== '' && !/[:=,]/.test(one));
  const entries: (readonly [string, string])[] = [
    ...(task === undefined ? [] : [['task', task] as const]),
    ...set.map(assigned),
    ...(arePlain && contestants.length > 0
      ? [['c', contestants.join(',')] as const]
      : contestants.map((one) => ['c', one] as const)),
    ...(seed === undefined ? [] : [['seed', seed] as const]),
    ...(seeds === undefined ? [] : [['seeds', seeds] as const]),
    ...budget.map((one) => ['budget', one] as const),
    ...hide.map((one) => ['hide', one] as const),
    ...[...controls].map(([name, value]) => [VIEW + name, value] as const),
    ...(background ? [['background', 'on'] as const] : []),
  ];
  const text = entries
    .map(([name, value]) => `${readable(name)}=${readable(value).replaceAll('%3D', '=')}`)
    .join('&');
  return text === '' ? '' : `#${text}`;
}

function assigned(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals);
  const isPlain = equals > 0 && !OWN.has(name) && !name.startsWith(VIEW);
  return isPlain ? [name, text.slice(equals + 1)] : ['set', text];
}

/** Text as a fragment has it, with the signs left that mean nothing there. */
const readable = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%40', '@')
    .replaceAll('%20', '+');
