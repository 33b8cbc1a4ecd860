/** State of the interface, and its transition on each key. Plain data. */

export const panels = ['race', 'curves', 'inside', 'nets', 'machines'] as const;
export type PanelName = (typeof panels)[number];

/** Panels that keys reach: the machines only where there are several. */
export const panelsWith = (machines: number): readonly PanelName[] =>
  panels.filter((name) => name !== 'machines' || machines > 0);

export const axes = ['macs', 'seconds', 'steps'] as const;
/** Horizontal axis of the curves: MACs, seconds, or updates and evaluations. */
export type CostAxis = (typeof axes)[number];

export interface Screen {
  readonly panel: PanelName;
  readonly help: boolean;
  /** Page of the help, from 0; pages are stepped through in a circle. */
  readonly page: number;
  readonly paused: boolean;
  /** Index of the task that is shown. */
  readonly task: number;
  readonly axis: CostAxis;
  readonly logCost: boolean;
  readonly logError: boolean;
  /** Steps through the values that the curves can show of the task (curve-values.ts). */
  readonly value: number;
  /** First contestant that the race shows, where not all fit. */
  readonly scroll: number;
  /** First machine that is shown, where not all fit. */
  readonly machine: number;
  /** True where the race of a tuning shows the settings that mattered before the candidates. */
  readonly settingsFirst: boolean;
  /** Index of the contestant whose inside is shown first; null for the first that has something to show. */
  readonly inside: number | null;
  /** Steps from the trial that is chosen by default. */
  readonly trial: number;
  /**
   * True where Inside shows two contestants side by side on one seed; steps from the contestants that are chosen by
   * default.
   */
  readonly beside: boolean;
  readonly left: number;
  readonly right: number;
  /** Index of the sequence, and steps from the contestants that are chosen by default, above and below. */
  readonly sequence: number;
  readonly above: number;
  readonly below: number;
  /** Steps from all strips of nets with gates through each alone. */
  readonly strip: number;
}

export const firstScreen: Screen = {
  panel: 'race',
  help: false,
  page: 0,
  paused: false,
  task: 0,
  axis: 'macs',
  logCost: false,
  logError: false,
  value: 0,
  scroll: 0,
  machine: 0,
  settingsFirst: false,
  inside: null,
  trial: 0,
  beside: false,
  left: 0,
  right: 0,
  sequence: 0,
  above: 0,
  below: 0,
  strip: 0,
};

/** A key by its character, or by its name where it has none. */
export type Key = string;

/** Numbers of tasks and contestants, through which keys step. */
export interface Extents {
  readonly tasks: number;
  readonly contestants: number;
  /** Number of machines that trials are placed on; left out or 0 where all are played on one. */
  readonly machines?: number;
  /** True of a tuning, whose contestants are its searches. */
  readonly tuned?: boolean;
}

/** Screen after the key; the same object where the key means nothing. */
export function screenAfter(screen: Screen, key: Key, extents: Extents): Screen {
  const { tasks } = extents;
  const reachable = panelsWith(extents.machines ?? 0);
  const numbered = reachable[Number(key) - 1];
  if (numbered !== undefined) return { ...screen, panel: numbered, help: false };
  switch (key) {
    case 'tab':
      return { ...screen, panel: neighbour(reachable, screen.panel, 1), help: false };
    case 'shift-tab':
      return { ...screen, panel: neighbour(reachable, screen.panel, -1), help: false };
    case '?':
    case 'h':
      return { ...screen, help: !screen.help, page: 0 };
    case 'escape':
      return { ...screen, help: false };
    case 'p':
    case ' ':
      return { ...screen, paused: !screen.paused };
    case 'x':
      return { ...screen, axis: neighbour(axes, screen.axis, 1) };
    case 'l':
      return { ...screen, ...nextScales(screen) };
    case 'v':
      return { ...screen, value: screen.value + 1 };
    case 's':
      return { ...screen, strip: screen.strip + 1 };
    case 'b':
      return { ...screen, panel: 'inside', help: false, beside: !screen.beside, trial: 0 };
    case '[':
      return onTask(screen, screen.task - 1, tasks);
    case ']':
      return onTask(screen, screen.task + 1, tasks);
    case 'up':
    case 'down':
    case 'left':
    case 'right':
      return arrow(screen, key, extents);
    default:
      return screen;
  }
}

/** Screen of another task. Its measures may be others, so its curves begin with the first of them. */
function onTask(screen: Screen, task: number, tasks: number): Screen {
  const next = modulo(task, tasks);
  return next === screen.task ? screen : { ...screen, task: next, scroll: 0, value: 0 };
}

/** Scales after the key: both linear, then the errors logarithmic, then the cost, then both. */
function nextScales({ logError, logCost }: Screen): Pick<Screen, 'logError' | 'logCost'> {
  return { logError: !logError, logCost: logError ? !logCost : logCost };
}

/** Screen after an arrow; the panel decides its meaning. */
function arrow(
  screen: Screen,
  key: 'up' | 'down' | 'left' | 'right',
  { contestants, machines = 0, tuned = false }: Extents,
): Screen {
  const step = key === 'up' || key === 'left' ? -1 : 1;
  const vertical = key === 'up' || key === 'down';
  if (screen.help) return { ...screen, page: screen.page + step };
  if (screen.panel === 'nets') {
    if (!vertical) return { ...screen, sequence: screen.sequence + step };
    return key === 'up' ? { ...screen, above: screen.above + 1 } : { ...screen, below: screen.below + 1 };
  }
  if (screen.panel === 'inside') {
    if (!vertical) return { ...screen, trial: screen.trial + step };
    if (screen.beside) {
      return key === 'up' ? { ...screen, left: screen.left + 1 } : { ...screen, right: screen.right + 1 };
    }
    const from = screen.inside ?? (step > 0 ? -1 : 0);
    return { ...screen, inside: modulo(from + step, contestants), trial: 0 };
  }
  if (screen.panel === 'machines') {
    const first = vertical ? screen.machine + step : screen.machine;
    return { ...screen, machine: Math.max(0, Math.min(machines - 1, first)) };
  }
  if (!vertical) {
    return tuned && screen.panel === 'race' ? { ...screen, settingsFirst: !screen.settingsFirst } : screen;
  }
  return { ...screen, scroll: Math.max(0, Math.min(contestants - 1, screen.scroll + step)) };
}

function neighbour<T>(list: readonly T[], one: T, step: number): T {
  return list[modulo(list.indexOf(one) + step, list.length)]!;
}

export const modulo = (value: number, count: number): number =>
  count > 0 ? ((value % count) + count) % count : 0;
