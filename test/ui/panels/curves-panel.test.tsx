import { describe, expect, it } from 'vitest';
import type { TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { chosenValue, curveValues, measuresTold, nameOfValue } from '../../../src/ui/panels/curve-values.ts';
import { Curves, type CurvesProps } from '../../../src/ui/panels/curves-panel.tsx';
import { rowsOf } from '../../support/ui/frames.tsx';
import { checkpointed, type SceneChoice, shownAfter, specOf } from '../../support/ui/scenes.ts';

const course = (id: string, errors: readonly number[]): TournamentEvent[] =>
  errors.map((error, step) => checkpointed(id, step, error));

function draw(events: readonly TournamentEvent[], given: Partial<CurvesProps> & SceneChoice = {}): string[] {
  const { contestants, seeds = 1, ...props } = given;
  const spec = specOf({ ...(contestants ? { contestants } : {}), seeds });
  const { story } = shownAfter(spec, events);
  const all: CurvesProps = {
    spec,
    story,
    axis: 'macs',
    measure: 'error',
    logCost: false,
    logError: false,
    task: 'order',
    criterion: 0.01,
    focused: true,
    signed: false,
    width: 80,
    height: 20,
    ...props,
  };
  return rowsOf(<Curves {...all} />, { width: all.width, height: all.height });
}

const falling = course('order/ga/1', [0.75, 0.7, 0.5, 0.3, 0.1, 0.004]);

describe('the curves', () => {
  it('are drawn over axes with units, with a legend and the level that counts as solved', () => {
    const rows = draw(falling);
    expect(rows[0]).toMatch(/^─ 2 curves ─ wrong on validation \(linear\) over MACs \(linear\) ─+$/);
    expect(rows[1]).toMatch(/^ A ga {2}B sgd +╌ solved, 1%$/);
    expect(rows[2]).toMatch(/^100%┤$/);
    expect(rows.at(-3)).toMatch(/^ {2}0%┤╌+[^╌]+A╌+$/);
    expect(rows.at(-1)!.trim().split(/ {2,}/)).toEqual(['0', '200M MAC', '400M MAC', '600M MAC']);
    expect(rows.join('')).toMatch(/[⠁-⣿]{2}/);
  });

  it('run over seconds, and over updates or evaluations', () => {
    expect(draw(falling, { axis: 'seconds' }).at(-1)).toMatch(/0\.1 s +0\.2 s +0\.3 s/);
    const steps = draw(falling, { axis: 'steps' });
    expect(steps[0]).toContain('over updates or evaluations');
    expect(steps.at(-1)).toMatch(/ 100 +200 +300/);
  });

  it('may be logarithmic both ways', () => {
    const rows = draw(falling, { logError: true, logCost: true });
    expect(rows[0]).toContain('(log) over MACs (log)');
    expect(rows.map((row) => row.slice(0, 5)).filter((label) => label.includes('%'))).toEqual([
      '100%┤',
      ' 10%┤',
      '  1%┤',
    ]);
    expect(rows.findIndex((row) => row.includes('╌╌╌'))).toBeGreaterThan(8);
  });

  it('show the loss in place of the error, linear or logarithmic, without a level', () => {
    const rows = draw(falling, { measure: 'loss', logError: true });
    expect(rows[0]).toContain('validation loss (log)');
    expect(rows.join('')).not.toContain('╌');
    expect(draw(falling, { measure: 'loss' })[2]).toMatch(/^ 1\.5┤/);
  });

  it('leave a hopeless first value beyond a linear axis, and say so', () => {
    const rows = draw(course('order/ga/1', [1e72, 0.45, 0.25, 0.15, 0.1, 0.05]), { measure: 'loss' });
    expect(rows[1]).toMatch(/▲ up to 2e72$/);
    expect(rows[2]).toMatch(/^ *1┤/);
    // The curve comes down from the upper end.
    expect(rows[2]).toMatch(/[⠁-⣿]/);
    const log = draw(course('order/ga/1', [1e72, 0.45, 0.25, 0.15, 0.1, 0.05]), {
      measure: 'loss',
      logError: true,
    });
    expect(log.join('')).not.toContain('▲');
    const measured = (level: object) => ({ measure: { name: 'kept', level: level as never } });
    const events = [20, 25, 25, 25, 30, 1e5].map((kept, step): TournamentEvent => {
      const event = checkpointed('order/ga/1', step, 0.5);
      if (event.type !== 'checkpoint') throw new Error('no checkpoint');
      return { ...event, checkpoint: { ...event.checkpoint, validationMeasures: { kept } } };
    });
    const top = (given: Partial<CurvesProps>): string => draw(events, given)[2]!;
    expect(top(measured({ at: 50, text: '50', worse: 'low' }))).toMatch(/^ *1\.0e5┤|^ *1e5┤|^1/);
    expect(top(measured({ at: 20, text: '20', worse: 'high' }))).toMatch(/^ *30┤/);
    expect(top({ measure: { name: 'kept' } })).toMatch(/^ *1\.0e5┤|^ *1e5┤|^1/);
  });

  it("show a measure of the task's own judge with its unit and the level that decides success", () => {
    const measuredAt = (step: number, longest: number): TournamentEvent => {
      const event = checkpointed('order/ga/1', step, 0.5);
      if (event.type !== 'checkpoint') throw new Error('no checkpoint');
      const checkpoint = { ...event.checkpoint, validationMeasures: { longest, accept: 0.25 } };
      return { ...event, checkpoint };
    };
    const told = [1, 4, Number.NaN, 6].map((longest, step) => measuredAt(step, longest));
    const success = { measure: 'longest', atLeast: 10, unit: 'steps', sequences: 400, exhaustive: false };
    const facts = { success, units: { longest: 'steps' } };
    const names = measuresTold(shownAfter(specOf({ seeds: 1 }), told).story, 'order');
    expect(names).toEqual(['longest', 'accept']);
    const values = curveValues(facts, names);
    expect(values.map(nameOfValue)).toEqual(['longest', 'error', 'loss', 'accept']);
    const [measure, next] = chosenValue(values, 4);
    const rows = draw(told, { measure, next, criterion: null });
    expect(rows[0]).toContain('longest (steps) (linear) over MACs (linear), v error ─');
    expect(rows[1]).toMatch(/^ A ga {2}B sgd +╌ solved, ≥ 10 steps$/);
    // The level that is to be reached lies within the axis.
    expect(rows[2]).toMatch(/^ *10┤╌+/);
    expect(rows.join('')).toMatch(/[⠁-⣿]/);
    const other = draw(told, { measure: chosenValue(values, -1)[0], criterion: null });
    expect(other[0]).toContain('accept (linear)');
    expect(other.join('')).not.toContain('╌');
    // Where nothing of it is known nothing is drawn.
    expect(draw(falling, { measure: { name: 'accept' } })[2]).toBe(' no validation yet');
    expect(curveValues({ success: { error: 0.01, sequences: 9, exhaustive: false } }, ['a'])).toEqual([
      'error',
      'loss',
      { name: 'a' },
    ]);
  });

  it('are medians over several trials, the trials dotted below them', () => {
    const both = [...falling, ...course('order/ga/2', [0.75, 0.75, 0.75, 0.75])];
    expect(draw(both, { seeds: 2 })[1]).toContain('solid: median, dotted: trials');
    expect(draw(falling, { seeds: 2 })[1]).not.toContain('median');
    const many = [1, 2, 3, 4, 5].flatMap((seed) => course(`order/ga/${seed}`, [0.7, 0.1 * seed]));
    expect(draw(many, { seeds: 5, signed: true })[1]).toMatch(/solid: median {2}╌/);
  });

  it('have letters along them where there are no colours', () => {
    const letters = (signed: boolean): number =>
      draw(falling, { signed }).slice(2).join('').split('A').length - 1;
    expect(letters(true)).toBeGreaterThan(letters(false) + 1);
  });

  it('survive losses that are not numbers, zeros, and nothing at all', () => {
    expect(draw([])[2]).toBe(' no validation yet');
    const nan = course('order/ga/1', [Number.NaN, Number.NaN]);
    expect(draw(nan)[2]).toBe(' no validation yet');
    const zeros = course('order/ga/1', [0, 0, 0]);
    for (const measure of ['error', 'loss'] as const) {
      const rows = draw(zeros, { measure, logError: true, logCost: true });
      expect(rows.join('')).toMatch(/[⠁-⣿]/);
    }
    expect(draw(falling, { height: 4 })).toHaveLength(4);
    expect(draw(falling, { width: 12, height: 8 }).length).toBeLessThanOrEqual(8);
  });
});
