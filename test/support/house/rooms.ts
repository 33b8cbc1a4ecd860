/** The rooms of the program, from top to bottom: a file may import from its own room and from rooms below it. */
import type { ImportGraph } from './import-graph.ts';

export interface Room {
  readonly name: string;
  /** What lies in it, in a few words. */
  readonly holds: string;
  /** Folders that end in `/`, and files. */
  readonly paths: readonly string[];
}

export const rooms: readonly Room[] = [
  { name: 'index', holds: 'what the package exports', paths: ['src/index.ts'] },
  { name: 'cli', holds: 'the command line, one command a folder', paths: ['src/cli/'] },
  { name: 'bench', holds: 'measurements, and reproductions of published results', paths: ['bench/'] },
  { name: 'ui', holds: 'the terminal UI (Ink)', paths: ['src/ui/'] },
  { name: 'serve', holds: 'the server of live pages, for a browser', paths: ['src/serve/'] },
  {
    name: 'playground',
    holds: 'duels in a browser: its web worker and its page',
    paths: ['src/playground/'],
  },
  { name: 'report', holds: 'the HTML report', paths: ['src/report/'] },
  {
    name: 'session',
    holds: 'a run as it is played: views, logs, tables, closing lines',
    paths: ['src/session/'],
  },
  {
    name: 'watch',
    holds: 'models of a run under way: race, story, news; no layout',
    paths: ['src/watch/'],
  },
  { name: 'api', holds: 'tournaments, verdicts and predictions from a program', paths: ['src/api/'] },
  { name: 'lab', holds: 'views that explain nets and learners, one view a folder', paths: ['src/lab/'] },
  { name: 'export', holds: 'champions as safetensors, JSON, ONNX', paths: ['src/export/'] },
  { name: 'store', holds: 'the run file', paths: ['src/store/'] },
  { name: 'workers', holds: 'entry points of threads and processes', paths: ['workers/'] },
  {
    name: 'machines',
    holds: 'tournaments over several machines: job queue, coordinator, worker',
    paths: ['src/machines/'],
  },
  {
    name: 'tournament',
    holds: 'specs, scripts, trials, threads, plugins, forecasts',
    paths: ['src/tournament/'],
  },
  { name: 'statistics', holds: 'intervals, tests, rankings, verdicts', paths: ['src/statistics/'] },
  { name: 'tasks', holds: 'the built-in tasks, one a file', paths: ['tasks/'] },
  { name: 'src/tasks', holds: 'how tasks are defined, drawn, judged, checked', paths: ['src/tasks/'] },
  { name: 'learners', holds: 'what finds weights, one learner a file', paths: ['src/learners/'] },
  { name: 'genomes', holds: 'what evolution varies, one encoding a file', paths: ['genomes/'] },
  { name: 'engine', holds: 'forward, backward, Ω; one folder a device', paths: ['src/engine/'] },
  { name: 'nets', holds: 'architectures: parameter layout, initialisation, costs', paths: ['src/nets/'] },
  { name: 'eigen', holds: 'spectral radii', paths: ['src/eigen/'] },
  { name: 'random', holds: 'named random streams', paths: ['src/random/'] },
  { name: 'modules', holds: 'loading of the user’s own modules', paths: ['src/user-module.ts'] },
  { name: 'formats', holds: 'safetensors, tables, strict and exact JSON', paths: ['src/formats/'] },
  {
    name: 'options',
    holds: 'settings: schemas, search spaces, parsing, nearest names',
    paths: ['src/options/'],
  },
  { name: 'numeric', holds: 'elementary functions, quantiles', paths: ['src/numeric/'] },
  {
    name: 'base',
    holds: 'errors, clock, event loop, version, machine, reasons to stop',
    paths: [
      'src/blame.ts',
      'src/errors.ts',
      'src/event-loop.ts',
      'src/clock.ts',
      'src/machine.ts',
      'src/mutex.ts',
      'src/stop-reason.ts',
      'src/version.ts',
    ],
  },
  { name: 'words', holds: 'numbers, names and sentences as people read them', paths: ['src/words/'] },
];

/** Rooms inside a room, from top to bottom. Files that lie in none of them may stand anywhere. */
export const innerRooms: Readonly<Record<string, readonly string[]>> = {
  'src/tournament': [
    'check',
    'script',
    'forecast',
    'players',
    'threads',
    'trial',
    'plugins',
    'tuning',
    'spec',
  ],
  'src/ui': ['panels', 'charts', 'model', 'terminal'],
  'src/machines': ['coordinator', 'worker', 'queue', 'wire'],
  'src/engine/webgpu': ['descents', 'passes', 'memory', 'kernels', 'gpu'],
};

const holds = (room: Room, file: string): boolean =>
  room.paths.some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path));

/** The place of the file's room, 0 at the top; -1 where it has none. */
export const roomOf = (file: string): number => rooms.findIndex((room) => holds(room, file));

/** One line for each import that leads from a room to a higher one. */
export function forbiddenImports(graph: ImportGraph): string[] {
  const lines: string[] = [];
  for (const [file, imports] of graph) {
    for (const imported of imports) {
      if (graph.has(imported) && isForbidden(file, imported)) {
        lines.push(`${file} imports ${imported}`);
      }
    }
  }
  return lines.sort();
}

function isForbidden(file: string, imported: string): boolean {
  if (roomOf(file) > roomOf(imported)) return true;
  return Object.entries(innerRooms).some(([folder, inner]) => {
    const from = inner.findIndex((name) => file.startsWith(`${folder}/${name}/`));
    const to = inner.findIndex((name) => imported.startsWith(`${folder}/${name}/`));
    return to !== -1 && from > to;
  });
}

/** By room from top to bottom: the rooms it imports from. */
function arrowsOf(graph: ImportGraph): number[][] {
  return rooms.map((_, place) => {
    const files = [...graph.keys()].filter((file) => roomOf(file) === place);
    const into = new Set(files.flatMap((file) => graph.get(file)!.map(roomOf)));
    return [...into].filter((to) => to !== place && to !== -1).sort((a, b) => a - b);
  });
}

/** The rooms and the arrows between them: a drawing without the arrows that others imply, and a table with all. */
export function drawRooms(graph: ImportGraph): string {
  const arrows = arrowsOf(graph);
  const reach = (from: number): Set<number> => {
    const all = new Set(arrows[from]);
    for (const next of arrows[from]!) for (const further of reach(next)) all.add(further);
    return all;
  };
  const direct = (to: readonly number[]): number[] =>
    to.filter((one) => !to.some((other) => other !== one && reach(other).has(one)));
  const drawn = arrows.flatMap((to, from) => direct(to).map((one) => `  ${node(from)} --> ${node(one)}`));
  const rows = rooms.map(({ name, holds: what }, place) => {
    const names = arrows[place]!.map((to) => rooms[to]!.name).join(', ');
    return `| ${name} | ${what} | ${names} |`;
  });
  return [
    '```mermaid',
    'flowchart TD',
    ...drawn,
    '```',
    '',
    '| room | holds | imports from |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const node = (place: number): string => {
  const { name } = rooms[place]!;
  return `${name.replace(/\W/g, '_')}[${name}]`;
};
