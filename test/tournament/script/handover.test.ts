/** Handovers as scripts and command lines write them, and what cannot be done with their runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DuelFlags } from '../../../src/cli/duel/flags.ts';
import { planDuel } from '../../../src/cli/duel/plan.ts';
import { extensionOf } from '../../../src/store/extend-run.ts';
import { createRun } from '../../../src/store/run-file.ts';
import { type PlanOptions, planTournament } from '../../../src/tournament/script/plan-tournament.ts';
import { parseContestant } from '../../../src/tournament/spec/contestant-text.ts';
import { contestants } from '../../../src/tournament/spec/contestants.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import { about } from '../../support/store/example-run.ts';

const settle: PlanOptions['settle'] = async () => ({ name: 'wasm', why: 'device wasm: 512 updates/s' });
const plan = (entries: readonly unknown[], given: object = {}, options: Partial<PlanOptions> = {}) =>
  planTournament(
    { tasks: ['xor'], contestants: entries, budget: '1e9mac', floor: false, ...given },
    { source: 'my.yaml', settle, ...options },
  );

const usual = resolveContestant('handover', { parts: 'genitor>msgd-cr', at: 0.3 });

describe('a handover in a script', () => {
  it.each([
    ['in short', 'genitor>msgd-cr@0.3'],
    ['as parts', { handover: ['genitor', { contestant: 'msgd-cr' }], at: 0.3 }],
    ['as contestants of the library', { handover: [contestants.genitor, contestants.msgdCr] }],
    ['as settings', { contestant: 'handover', settings: { parts: 'genitor>msgd-cr', at: 0.3 } }],
    ['by its name', 'handover'],
  ])('%s is the contestant that was meant, under a name that says it', async (_, entry) => {
    const { spec } = await plan([entry]);
    expect(spec.contestants).toEqual([{ ...usual, name: 'genitor>msgd-cr@0.3' }]);
  });

  it('has settings of each part, and of the whole', async () => {
    const { spec } = await plan([
      {
        handover: [
          { contestant: 'genitor', settings: { population: 50, hidden: 5 } },
          contestants.msgdCr.with({ learningRate: 0.1 }),
        ],
        at: 0.5,
        settings: { spread: 0.2 },
      },
    ]);
    const [{ name, settings, netOptions } = usual] = spec.contestants;
    expect(name).toBe('genitor:population=50>msgd-cr:learningRate=0.1@0.5:spread=0.2,hidden=5');
    expect(settings).toMatchObject({
      parts: 'genitor:population=50,encoding=bits,sequences=256>msgd-cr:learningRate=0.1,threshold=1,alpha=2',
      at: 0.5,
      spread: 0.2,
    });
    expect(netOptions).toMatchObject({ hidden: 5, initialisation: 'identity' });
  });

  it('takes part once a share of a list', async () => {
    const { spec } = await plan([{ handover: ['genitor', 'msgd'], at: [0.1, 0.3] }]);
    expect(spec.contestants.map(({ name }) => name)).toEqual(['genitor>msgd@0.1', 'genitor>msgd@0.3']);
    const named = await plan([{ handover: ['genitor', 'msgd'], at: [0.1, 0.3], name: 'both' }]);
    expect(named.spec.contestants.map(({ name }) => name)).toEqual(['both:at=0.1', 'both:at=0.3']);
    const chain = await plan([{ handover: ['genitor', 'adam', 'msgd'], at: '0.1@0.5' }]);
    expect(chain.spec.contestants.map(({ name }) => name)).toEqual(['genitor>adam>msgd@0.1@0.5']);
  });

  it.each([
    ['genitor>msgd', /contestants\[0\]: 'genitor>msgd': a handover needs the share .* genitor>msgd@0.3/],
    ['genitor>msgd@0.3:spread=1', /contestants\[0\]: settings of a handover go into \{ handover, at/],
    [{ handover: ['genitor'] }, /contestants\[0\].handover: must be two contestants or more/],
    [{ handover: 'genitor>msgd' }, /contestants\[0\].handover: must be two contestants or more/],
    [
      { handover: ['genitor', { contestant: 'msgd', settings: { batch: [1, 2] } }] },
      /contestants\[0\].handover\[1\].settings.batch: must be one value/,
    ],
    [{ handover: ['genitor', 'neat'] }, /unknown part of a handover 'neat'/],
    [
      { handover: ['genitor', 'msgd'], at: 2 },
      /contestants\[0\].settings.at: at must be a number from 0 to 1/,
    ],
    [{ handover: ['genitor', 'msgd'], share: 2 }, /contestants\[0\]: unknown field 'share'/],
  ])('%j is refused with its place', async (entry, line) => {
    await expect(plan([entry])).rejects.toThrow(line);
  });

  it('needs a budget that ends all of its parts', async () => {
    await expect(plan(['genitor>msgd@0.3'], { budget: '100update' })).rejects.toThrow(
      /never ends its part by evaluations; add a limit in mac, s or evaluation/,
    );
  });

  it('is not tuned by halving, which raises budgets round by round', async () => {
    const tuned = (sampler: string) =>
      plan(
        [{ handover: ['genitor', 'msgd'], at: 0.3 }],
        { budget: '1e11mac', tune: { sampler, candidates: 9, seeds: 1 } },
        { tune: {} },
      );
    await expect(tuned('halving')).rejects.toThrow(/tune it with the sampler sobol/);
    const { spec } = await tuned('sobol');
    expect(spec.contestants).toHaveLength(9);
    for (const { settings } of spec.contestants)
      expect(settings.parts).toBe('genitor:encoding=bits,sequences=256>msgd:learningRate=0.03');
  });

  it('keeps a run from a larger budget, under which it would have handed over later', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'genoprop-handover-'));
    try {
      const { spec } = await plan(['genitor>msgd@0.3']);
      const run = createRun(join(folder, 'a.run'), spec, about);
      try {
        expect(() => extensionOf(run, { ...spec, budget: { macs: 2e9 } })).toThrow(
          /contestant genitor>msgd@0.3 hands over at a share of the budget, .* play it anew/,
        );
        expect(extensionOf(run, { ...spec, seeds: 9 }).trials).toBe(4);
      } finally {
        run.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a handover on the command line', () => {
  it.each([
    ['genitor>msgd-cr@0.3', 'genitor>msgd-cr@0.3', ['parts=genitor>msgd-cr', 'at=0.3']],
    ['handover=genitor>msgd-cr@0.3', 'genitor>msgd-cr@0.3', ['parts=genitor>msgd-cr', 'at=0.3']],
    [
      'mine=genitor:population=5,bias=2>msgd:batch=3@0.1:spread=0.2,hidden=4',
      'mine',
      ['parts=genitor:population=5,bias=2>msgd:batch=3', 'at=0.1', 'spread=0.2', 'hidden=4'],
    ],
    ['a>b>c@0.1@0.5', 'a>b>c@0.1@0.5', ['parts=a>b>c', 'at=0.1@0.5']],
    ['handover:parts=a>b,at=0.1', 'handover:parts=a>b,at=0.1', ['parts=a>b', 'at=0.1']],
  ])('%s', (text, name, assignments) => {
    expect(parseContestant(text)).toEqual({ name, preset: 'handover', assignments });
  });

  it.each([
    ['genitor>msgd', /--contestant genitor>msgd: a handover needs the share .*genitor>msgd@0.3/],
    // What a shell leaves of handover=genitor>msgd-cr@0.3 without quotes.
    ['handover=genitor', /in quotes since > means something to a shell/],
  ])('%s is refused in one line', (text, line) => {
    expect(() => parseContestant(text)).toThrow(line);
  });

  it('is planned as in a script, with the net of the first part and options of it', async () => {
    const { spec } = await planDuel('xor', {
      ...{ seeds: 1, seed: 1, workers: 1, budget: ['1e9mac'], device: 'wasm' },
      contestant: ['genitor-lstm>lstm@0.3:hidden=3'],
    } as DuelFlags);
    const [contestant] = spec.contestants;
    expect(contestant).toMatchObject({ architecture: 'lstm', settings: { at: 0.3 } });
    expect(contestant!.netOptions).toMatchObject({ hidden: 3, initialisation: 'gaussian' });
  });
});
