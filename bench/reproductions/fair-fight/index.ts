/**
 * The fair fight: evolution and gradient descent, tuned alike, on seeds that nothing was chosen on. docs/findings.md has
 * the protocol and says what the tables mean.
 */
import type { Series } from '../series.ts';
import { cellsOf, cellTable, effectTables } from './ablation.ts';
import { generalisationsIn, LENGTHS, lengthTable, SEQUENCES } from './lengths.ts';
import { type Played, playedIn } from './outcomes.ts';
import { hourParts, nightParts, runFileOf } from './parts.ts';
import { successTable } from './success-table.ts';

const title = 'A fair fight';

export const fairFight: Series = {
  name: 'fair-fight',
  title,
  claim:
    'Which of evolution and gradient descent finds weights for temporal order at less cost, and where? An hour of two idle cores: lengths 20 and 50, and other tasks. docs/findings.md has the protocol.',
  parts: hourParts,
  text: results,
};

export const fairFightNight: Series = {
  name: 'fair-fight-night',
  title,
  claim:
    'The fair fight at all lengths, up to 5,000: what fair-fight plays, and what takes a night of two idle cores.',
  parts: nightParts,
  text: results,
};

/** Tables of all run files that exist in runs/fair-fight/. */
async function results(): Promise<string> {
  const texts = [
    ablationText(50),
    ablationText(100),
    playedText('Temporal order at 1,000 steps', 'far-1000'),
    playedText('Temporal order at 5,000 steps', 'far-5000'),
    playedText('Other tasks', 'tasks'),
    await lengthsText(),
  ];
  const found = texts.filter((text) => text !== null);
  return found.length === 0 ? 'Nothing has been played yet.' : found.join('\n\n');
}

function playedText(heading: string, name: string): string | null {
  const played = playedIn(runFileOf(name));
  return played === null ? null : `### ${heading}\n\n${successTable(played)}`;
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
  const heading = `### Ablation at ${length} steps\n\n${cellTable(cells)}\n\n${said}`;
  const isFull = cells.length === 40;
  return isFull
    ? `${heading}\n\n${effectTables(cells, String(length))}`
    : `${heading} Effects need all 40 cells.`;
}

async function lengthsText(): Promise<string | null> {
  const scores = [];
  for (const { run } of nightParts) {
    const name = run.split('/').at(-1)!.replace('.run.sqlite', '');
    scores.push(...(await generalisationsIn(runFileOf(name))));
  }
  if (scores.length === 0) return null;
  return `### Length generalisation\n\nMedian share of ${SEQUENCES} test sequences wrong at lengths ${LENGTHS[0]} to ${LENGTHS.at(-1)}, over the nets that solved their task.\n\n${lengthTable(scores)}`;
}
