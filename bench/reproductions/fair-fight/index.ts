/**
 * The fair fight: evolution and gradient descent, tuned alike, on seeds that nothing was chosen on. docs/findings.md has
 * the protocol and says what the tables mean.
 */
import type { Figure, Series } from '../series.ts';
import { cellsOf, cellTable, effectTables } from './ablation.ts';
import { costFigure } from './cost-figure.ts';
import type { Cell } from './effects.ts';
import { generalisationsIn, LENGTHS, lengthTable, SEQUENCES } from './lengths.ts';
import { costsAtLength, type Played, playedIn } from './outcomes.ts';
import { hourParts, nightParts, runFileOf } from './parts.ts';
import { successTable } from './success-table.ts';
import { tunedTable } from './tuned-table.ts';

const title = 'A fair fight';

export const fairFight: Series = {
  name: 'fair-fight',
  title,
  claim:
    'Which of evolution and gradient descent finds weights for temporal order at less cost, and where? An hour of two idle cores: lengths 20 and 50, and other tasks. docs/findings.md has the protocol.',
  parts: hourParts,
  text: results,
  figures,
};

export const fairFightNight: Series = {
  name: 'fair-fight-night',
  title,
  claim:
    'The fair fight at all lengths, up to 5,000: what fair-fight plays, and what takes a night of two idle cores.',
  parts: nightParts,
  text: results,
  figures,
};

/** Contestants of the figure: name, and where each length was played. */
const DRAWN: readonly Drawn[] = [
  ...['bits', 'real'].map((name) => drawnTuned(name, 'evolution')),
  ...['clipped', 'omega'].map((name) => drawnTuned(name, 'gradients')),
  drawnTuned('adam', 'adam'),
  {
    name: 'bits, tuned at 20',
    played: [50, 100, 200, 400, 1000, 5000].map((length) => [`tuned-${length}`, 'bits tuned at 20']),
  },
  {
    name: 'bits, not tuned',
    played: [
      ['ablation-50-evolution', 'identity bits 8'],
      ['ablation-100-evolution', 'identity bits 8'],
      ['far-1000', 'bits identity'],
      ['far-5000', 'bits identity'],
    ],
  },
];

interface Drawn {
  readonly name: string;
  readonly played: readonly (readonly [run: string, contestant: string])[];
}

function drawnTuned(name: string, kind: string): Drawn {
  const played = [20, 50, 100, 200].map((length) => [`tune-${length}-${kind}.tuned`, name] as const);
  return { name: `${name}, tuned`, played };
}

/** Figure of cost against length. */
function figures(): Figure[] {
  const series = DRAWN.map(({ name, played }) => ({
    name,
    lengths: played.flatMap(([run, contestant]) => costsAtLength(runFileOf(run), contestant)),
  })).filter(({ lengths }) => lengths.length > 0);
  return series.length === 0 ? [] : [{ path: 'docs/fair-fight-cost.svg', svg: costFigure(series) }];
}

/** Tables of all run files that exist in runs/fair-fight/. */
async function results(): Promise<string> {
  const texts = [
    ...LENGTHS_TUNED.flatMap((length) => KINDS.map((kind) => tunedText(length, kind))),
    ablationText(50),
    ablationText(100),
    playedText(
      'Bits as tuned at 20 steps, at other lengths',
      [50, 100, 200, 400, 1000, 5000].map((length) => `tuned-${length}`),
    ),
    playedText('Bits from the identity, not tuned', ['far-1000', 'far-5000']),
    playedText('Other tasks', ['tasks']),
    await lengthsText(),
  ];
  const found = texts.filter((text) => text !== null);
  return found.length === 0 ? 'Nothing has been played yet.' : found.join('\n\n');
}

const LENGTHS_TUNED = [20, 50, 100, 200];
const KINDS = ['evolution', 'gradients', 'adam'];

function tunedText(length: number, kind: string): string | null {
  const name = `tune-${length}-${kind}`;
  const text = tunedTable(runFileOf(name), runFileOf(`${name}.tuned`));
  return text === null ? null : `### Tuned at ${length} steps: ${kind}\n\n${text}`;
}

function playedText(heading: string, names: readonly string[]): string | null {
  const played = names.map((name) => playedIn(runFileOf(name))).filter((one): one is Played => one !== null);
  return played.length === 0 ? null : `### ${heading}\n\n${successTable(played)}`;
}

/** Ablation at that length, from the run files of its three scripts. */
function ablationText(length: number): string | null {
  const parts = ['evolution', 'gradients-50', 'gradients-8'].map((kind) =>
    playedIn(runFileOf(`ablation-${length}-${kind}`)),
  );
  const played = parts.filter((one): one is Played => one !== null);
  if (played.length === 0) return null;
  const cells = cellsOf(played.flatMap(({ outcomes }) => outcomes));
  const planned = played.reduce((sum, one) => sum + one.planned, 0);
  const ended = played.reduce((sum, one) => sum + one.outcomes.length, 0);
  const said = `${ended} of ${planned} trials ended by themselves, the others are missing.`;
  // One trial a cell tells nothing of its spread.
  const isPlayed = (some: readonly Cell[], size: number): boolean =>
    some.length === size && some.every(({ costs }) => costs.length > 1);
  const effects = FACTORIALS.filter(({ size, keep }) => isPlayed(cells.filter(keep), size)).map(
    ({ words, keep }) =>
      `Effects over ${words}:\n\n${effectTables(cells.filter(keep), `${length} ${words}`)}`,
  );
  return [`### Ablation at ${length} steps`, cellTable(cells), said, ...effects].join('\n\n');
}

/** Factorials that are full in themselves, so that a run of one part has effects too. */
const FACTORIALS: readonly { words: string; size: number; keep(cell: Cell): boolean }[] = [
  { words: 'all 40 cells', size: 40, keep: () => true },
  { words: 'the 24 cells without gradients', size: 24, keep: ({ levels }) => !isGradient(levels.learner) },
  { words: 'the 20 cells with 50 units', size: 20, keep: ({ levels }) => levels.units === '50' },
];

const isGradient = (learner: string | undefined): boolean => learner === 'clipped' || learner === 'omega';

async function lengthsText(): Promise<string | null> {
  const scores = [];
  for (const { run, command } of nightParts) {
    const own = run.replace(/^.*\/|\.run\.sqlite$/g, '');
    scores.push(...(await generalisationsIn(runFileOf(command === 'tune' ? `${own}.tuned` : own))));
  }
  if (scores.length === 0) return null;
  return `### Length generalisation\n\nMedian share of ${SEQUENCES} test sequences wrong at lengths ${LENGTHS[0]} to ${LENGTHS.at(-1)}, over the nets that solved their task.\n\n${lengthTable(scores)}`;
}
