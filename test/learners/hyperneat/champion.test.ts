/** Champions of HyperNEAT with their CPPNs, from the search to exported files; the same on any number of workers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportChampion } from '../../../src/export/export-champion.ts';
import { formatFor } from '../../../src/export/formats.ts';
import { readChampion } from '../../../src/export/read-champion.ts';
import type { CppnOrigin } from '../../../src/learners/hyperneat/cppn-origin.ts';
import { layersOf } from '../../../src/learners/hyperneat/layers.ts';
import { phenotypeOf } from '../../../src/learners/hyperneat/phenotype.ts';
import { Cppn } from '../../../src/learners/neat/cppn.ts';
import { createRun, openRun, type RunFile } from '../../../src/store/run-file.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { sampleChampion } from '../../support/export/sample-champion.ts';
import { about } from '../../support/store/example-run.ts';
import { runContent } from '../../support/store/run-content.ts';

const small = { population: 12, sequences: 8, addNode: 0.3 };
const spec: TournamentSpec = {
  tasks: [resolveTask('t-maze', { length: 2 })],
  contestants: [
    resolveContestant('hyperneat', { ...small, firstHidden: 3, differences: true }),
    resolveContestant('hyperneat', { ...small, net: 'elman', hidden: 3, leo: 'local' }, { as: 'local' }),
    resolveContestant('genitor', { hidden: 3, population: 12 }),
  ],
  ...{ seeds: 1, seed: 3, budget: { evaluations: 36 }, device: 'wasm' },
};

describe('a champion of hyperneat', () => {
  let folder = '';
  let run: RunFile;
  const at = (workers: number): string => join(folder, `${workers}.sqlite`);

  async function record(workers: number): Promise<void> {
    const writer = createRun(at(workers), spec, about);
    for await (const event of runTournament(spec, { workers })) writer.record(event);
    writer.close();
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-hyperneat-'));
    await record(1);
    run = openRun(at(1), { readOnly: true });
  });
  afterAll(() => {
    run.close();
    rmSync(folder, { recursive: true });
  });

  const trialOf = (name: string): string => run.trials().find(({ contestant }) => contestant === name)!.id;

  it.each([2, 3, 7])('is the same with %i workers', async (workers) => {
    await record(workers);
    expect(runContent(at(workers))).toEqual(runContent(at(1)));
  });

  it('has the CPPN that gives its weights, in the run file and its checkpoint', () => {
    const id = trialOf('local');
    const { parameters, origin } = run.champion(id)!;
    const { genome, options } = origin as CppnOrigin;
    expect(options).toMatchObject({ leo: true, differences: true });
    const { net } = sampleChampion({ hidden: 3, inputs: { kind: 'dense', size: 3 }, outputs: 4 });
    const layers = layersOf({ inputs: 3, hidden: 3, outputs: 4 }, 5);
    const phenotype = phenotypeOf(
      net,
      layers,
      { recurrent: true, biases: true, weightOutputs: 'layers' },
      null,
    );
    expect(phenotype.solution(new Cppn(genome, options)).parameters).toEqual(parameters);
    expect(run.checkpoint(id)!.champion!.origin).toEqual(origin);
  });

  it('has it in exported files, which are read back, and in a drawing', () => {
    const [id, other] = [trialOf('hyperneat'), trialOf('genitor')];
    const { origin } = run.champion(id)!;
    for (const format of ['json', 'safetensors'] as const) {
      const { bytes } = exportChampion(run, { format, trial: id });
      expect(readChampion(bytes, `a.${format}`).about.net.origin).toEqual(origin);
    }
    const text = new TextDecoder().decode(exportChampion(run, { format: 'cppn', trial: id }).bytes);
    expect(text).toContain('digraph "CPPN of');
    for (const name of ['x1', 'y2', 'x1 - x2', 'hidden to outputs', 'biases of hidden'])
      expect(text).toContain(`[label = "${name}"`);
    const { links } = (origin as CppnOrigin).genome;
    expect(text.match(/ -> /g)).toHaveLength(links.length);
    expect(run.champion(other)!.metadata).not.toHaveProperty('origin');
    expect(() => exportChampion(run, { format: 'cppn', trial: other })).toThrow(
      /^trial \S+ has no CPPN, which hyperneat alone breeds; export it as [^\n]+$/,
    );
  });
});

it('a drawing of a CPPN has the functions of its nodes', () => {
  const champion = sampleChampion();
  const origin = {
    kind: 'cppn',
    ...{ options: {}, inputNames: ['x1', 'y1', 'x2', 'y2'], outputNames: ['links'] },
    genome: {
      hidden: [9],
      functions: ['gaussian'],
      links: [
        { from: 0, to: 9, weight: 1.5 },
        { from: 9, to: 5, weight: -2 },
      ],
    },
  };
  const own = { ...champion, about: { ...champion.about, net: { ...champion.about.net, origin } } };
  const text = new TextDecoder().decode(formatFor('a', 'cppn').write(own));
  expect(text).toContain('n6 [label = "gaussian", shape = circle];');
  expect(text).toContain('n0 -> n6 [label = "1.50", penwidth = 1.25, color = black];');
  expect(text).toContain('n6 -> n5 [label = "-2.00", penwidth = 1.50, color = firebrick];');
});
