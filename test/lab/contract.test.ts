/** Contract of every view of the lab, on a light look. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsLines } from '../../src/cli/lab/lines.ts';
import { firstDrawing } from '../../src/lab/choices.ts';
import { figureFault } from '../../src/lab/figure-fault.ts';
import { findView, views } from '../../src/lab/index.ts';
import { keptWork } from '../../src/lab/kept-work.ts';
import { type LabFindings, type LabView, plainWork } from '../../src/lab/view.ts';
import { describeOptions } from '../../src/options/describe.ts';
import { validateOptions } from '../../src/options/validate.ts';
import { light } from '../../src/report/charts/theme.ts';
import { firstView } from '../../src/report/charts/view.ts';
import { labFigures } from '../../src/report/lab/figures.ts';
import { layoutsOf } from '../../src/report/lab/layout.ts';
import { labPage } from '../../src/report/lab/page.ts';
import { openRun, type RunFile } from '../../src/store/run-file.ts';
import { closePlugins } from '../../src/tournament/plugins/plugin.ts';
import { lineWidth } from '../../src/ui/terminal/text.ts';
import { type SmallRun, smallRun } from '../support/export/small-run.ts';
import { LIGHT, smallLabSpec } from '../support/lab/light.ts';

let small: SmallRun;
let run: RunFile;
const folder = mkdtempSync(join(tmpdir(), 'genoprop-lab-contract-'));

beforeAll(async () => {
  small = await smallRun(smallLabSpec());
  run = openRun(small.path, { readOnly: true });
});
afterAll(async () => {
  run.close();
  small.remove();
  rmSync(folder, { recursive: true });
  await closePlugins();
});

const runOf = (view: LabView): RunFile | null => (view.run === 'none' || lackOf(view) !== null ? null : run);
const lackOf = (view: LabView): string | null => view.lacks?.(run) ?? null;

const lookAt = async (view: LabView, work = plainWork()): Promise<LabFindings> =>
  await view.look(
    { options: validateOptions(view.options, LIGHT[view.name]!, 'light'), run: runOf(view), contestants: [] },
    work,
  );

/** Text of each value that is not plain JSON: what is lost when it is written and read. */
function unplain(value: unknown, path = 'findings'): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? [] : [`${path} is ${value}`];
  if (Array.isArray(value)) return value.flatMap((one, index) => unplain(one, `${path}[${index}]`));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return [`${path} is of ${value?.constructor?.name ?? typeof value}`];
  return Object.entries(value).flatMap(([key, one]) => unplain(one, `${path}.${key}`));
}

it('has a light look for every view, and for no other', () => {
  expect(Object.keys(LIGHT).sort()).toEqual(views.map(({ name }) => name).sort());
});

describe.each(views.map((view) => [view.name, view] as const))('view %s', (name, view) => {
  let findings: LabFindings;
  beforeAll(async () => {
    findings = await lookAt(view);
  });

  it('is found by its name, and its options have defaults and meanings', () => {
    expect(findView(name)).toBe(view);
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(view.summary.length).toBeLessThanOrEqual(90);
    expect(view.about.length).toBeGreaterThan(60);
    for (const option of describeOptions(view.options)) expect(option.meaning, option.name).not.toBe('');
    expect(() => view.options.parse({})).not.toThrow();
    // A view that looks at no run cannot be in the report of one.
    expect(view.inReport === 'never').toBe(view.run === 'none');
  });

  it('gives plain JSON, figures without faults, and a paragraph', () => {
    expect(unplain(findings).slice(0, 5)).toEqual([]);
    expect(findings.says).toMatch(/^\S.*[.!?]$/s);
    expect(findings.says).not.toMatch(/NaN|undefined|Infinity|\[object|\n/);
    for (const figure of findings.figures) {
      expect(figureFault(figure), figure.id).toBeNull();
      expect(figure.title, figure.id).not.toBe('');
      expect(figure.shows, figure.id).toMatch(/\.$/);
    }
    const ids = findings.figures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(0);
  });

  it('gives the same bytes with kept parts, from kept parts alone, and with two threads', async () => {
    const whole = JSON.stringify(findings);
    const file = join(folder, 'lab-kept', `${name}-0123456789abcdef.jsonl`);
    const work = (threads: number) => keptWork({ file, threads, signal: new AbortController().signal });
    expect(JSON.stringify(await lookAt(view, work(2)))).toBe(whole);
    let made = 0;
    const again = work(1);
    const counting = {
      ...again,
      kept: <Value>(key: string, make: () => Value | Promise<Value>) =>
        again.kept(key, () => {
          made++;
          return make();
        }),
    };
    expect(JSON.stringify(await lookAt(view, counting))).toBe(whole);
    expect(made).toBe(0);
  });

  it('is drawn on terminals of 80 and of 160 columns', () => {
    for (const columns of [80, 160]) {
      for (const colours of [0, 256] as const) {
        const lines = findingsLines(findings, { columns, colours, withFigures: true });
        const tooWide = lines.filter((one) => lineWidth(one) >= columns);
        expect(
          tooWide.map((one) => one.map(({ text }) => text).join('')),
          `${columns}`,
        ).toEqual([]);
      }
    }
  });

  it('is drawn on a page, each drawing of each figure', () => {
    const page = labPage(
      view,
      {
        ...{
          format: 'genoprop.lab/1',
          genoprop: '9.9.9',
          view: name,
          options: {},
          run: null,
          contestants: [],
        },
        ...findings,
      },
      { script: '', style: '' },
    );
    for (const { title } of findings.figures)
      expect(page).toContain(title.slice(0, 12).replace(/[&<>"'].*/, ''));
    const figures = labFigures({
      view: name,
      figures: findings.figures,
      layouts: layoutsOf(findings.figures),
    });
    expect(figures).toHaveLength(
      findings.figures.filter(({ drawings }) => drawings.some(({ kind }) => kind !== 'table')).length,
    );
    for (const figure of figures) {
      const own = findings.figures.find(({ id }) => figure.id.endsWith(`-${id}`))!;
      for (const drawing of own.drawings.keys()) {
        if (own.drawings[drawing]!.kind === 'table') continue;
        const drawn = figure.draw({ ...firstView, width: 358, drawings: { [figure.id]: drawing } }, light);
        expect(drawn.height, figure.id).toBeGreaterThan(30);
        expect(drawn.height, figure.id).toBeLessThan(4000);
      }
      expect(firstDrawing(own)).toBeDefined();
    }
  });
});
