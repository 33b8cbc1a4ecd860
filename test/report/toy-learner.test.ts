/** A learner that only tests have, in the report: its measures are drawn as it describes them. */
import { describe, expect, it } from 'vitest';
import { light } from '../../src/report/charts/theme.ts';
import { firstView } from '../../src/report/charts/view.ts';
import { contestantsInside } from '../../src/report/figures/inside.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { renderPage } from '../../src/report/html/page.ts';
import { offerToyLearner } from '../support/learners/toy-learner.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

offerToyLearner();

describe('a report on a learner of another kind', () => {
  it('draws its measures with its own title, axis and unit, and none that it does not draw', async () => {
    const contestants = [contestant('toy'), contestant('genitor')];
    const inside = { residualShare: 0.25, solvedSystems: 1234, scratch: 1, unheardOf: 2 };
    const data = await reportOf({ contestants, tasks: [task('xor')], seeds: 1 }, { inside });
    const figures = figuresOf(data).filter(({ section }) => section === 'other');
    expect(figures.map(({ title, shows }) => [title, shows])).toEqual([
      ['Share unexplained', 'How much of the targets the fit leaves over.'],
      ['unheardOf', 'A number that the learner tells of itself under this name.'],
    ]);
    expect(data.measures.map(({ key }) => key)).toEqual(['residualShare', 'solvedSystems', 'scratch']);
    // What the page draws from is read back from its JSON.
    const page = renderPage(JSON.parse(JSON.stringify(data)), { script: '', style: '' });
    expect(page).toContain('Share unexplained');
    expect(page).toContain('At 0 % everything is explained.');
    expect(page).toContain('Solves, as far as a toy can. a toy.');
    const drawn = figures[0]!.draw(firstView, light);
    expect(JSON.stringify(drawn)).toContain('residual over variance');
  });

  it('names in the legend of a part those alone of which it shows something', async () => {
    const contestants = [contestant('genitor'), contestant('msgd-cr'), contestant('random')];
    const data = await reportOf({ contestants, tasks: [task('xor')], seeds: 1 });
    const told = (section: 'gradient' | 'genetic' | 'other') =>
      [...contestantsInside(data, 0, section)].sort();
    expect(told('gradient')).toEqual(['msgd-cr']);
    expect(told('genetic')).toEqual(['genitor', 'random']);
    expect(told('other')).toEqual(['random']);
  });
});
