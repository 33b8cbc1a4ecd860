import { describe, expect, it } from 'vitest';
import { withSection } from '../../bench/results.ts';
import { runSession, type SessionResult, sectionOf, sectionsOf, throwFailures } from '../../bench/session.ts';
import type { BenchContext, Figure, Suite } from '../../bench/suite.ts';
import { peak } from '../../bench/suites/peak.ts';
import { startup } from '../../bench/suites/startup.ts';
import { threads } from '../../bench/suites/threads.ts';
import { rate, row, sentence, share } from '../../bench/words.ts';
import type { Present } from '../../src/engine/presence.ts';

const figure: Figure = { what: 'a lap', value: 12.34, unit: 's' };

function suite(name: string, run: (context: BenchContext) => AsyncIterable<Figure>): Suite {
  return { name, summary: `what ${name} is`, skips: () => null, run };
}

const laps = suite('laps', async function* () {
  yield figure;
});
const broken = suite('broken', async function* () {
  yield { ...figure, what: 'the first lap' };
  throw new Error('a wheel came off\nand rolled away');
});
const elsewhere: Suite = { ...laps, name: 'elsewhere', skips: () => 'it needs a lake' };

const cpu: Present = { present: true, hardware: '2 threads', kind: 'cpu', limits: {} };
const card: Present = { present: true, hardware: 'NVIDIA H100 PCIe', kind: 'gpu', limits: {} };

async function run(suites: readonly Suite[], device = 'reference', hardware = cpu, isQuick = false) {
  const printed: string[] = [];
  const result = await runSession(suites, {
    device: { name: device, why: `device ${device}` },
    hardware,
    seconds: 1,
    isQuick,
    print: (line) => printed.push(line),
  });
  return { result, printed };
}

describe('a session of the benchmark', () => {
  it('prints each figure, says what is skipped and why, and goes on after a suite that fails', async () => {
    const { result, printed } = await run([broken, elsewhere, laps]);
    expect(printed.slice(1)).toEqual([
      '\nbroken: what broken is',
      '  the first lap: 12.3 s',
      '  failed: a wheel came off',
      '\nelsewhere: skipped, for it needs a lake',
      '\nlaps: what laps is',
      '  a lap: 12.3 s',
    ]);
    expect(result.suites).toMatchObject([
      { suite: 'broken', figures: [{ what: 'the first lap' }], failed: 'a wheel came off' },
      { suite: 'elsewhere', figures: [], skipped: 'it needs a lake' },
      { suite: 'laps', figures: [figure] },
    ]);
    expect(() => throwFailures(result)).toThrow('broken: a wheel came off');
  });

  it('gives what it has so far after each suite', async () => {
    const kept: string[][] = [];
    await runSession([laps, broken, elsewhere], {
      device: { name: 'reference', why: 'device reference' },
      hardware: cpu,
      seconds: 1,
      print: () => {},
      keep: ({ suites }) => kept.push(suites.map(({ suite: name, figures }) => `${name} ${figures.length}`)),
    });
    expect(kept).toEqual([['laps 1'], ['laps 1', 'broken 1'], ['laps 1', 'broken 1', 'elsewhere 0']]);
  });

  it('opens one device for all suites, and a fresh one after a failure', async () => {
    const seen: unknown[] = [];
    const looking = (name: string, fails: boolean) =>
      // biome-ignore lint/correctness/useYield: it has no figures
      suite(name, async function* ({ open }) {
        seen.push(await open());
        if (fails) throw new Error('broken');
      });
    await run([looking('one', false), looking('two', true), looking('three', false)], 'wasm');
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).not.toBe(seen[1]);
  });

  it.each([
    ['wasm', cpu, false, 'full'],
    ['webgpu', card, false, 'full'],
    ['webgpu', card, true, 'small'],
    ['webgpu', { ...card, kind: 'software' }, false, 'small'],
    ['tfjs-cpu', cpu, false, 'small'],
  ] as const)(
    'on %s measures at the scale that suits what computes',
    async (device, hardware, isQuick, scale) => {
      const scales: string[] = [];
      // biome-ignore lint/correctness/useYield: it has no figures
      const looking = suite('looking', async function* (context) {
        scales.push(context.scale);
      });
      await run([looking], device, hardware, isQuick);
      expect(scales).toEqual([scale]);
    },
  );

  it.each([peak, threads, startup])('leaves $name out on a GPU, with the reason', async (one) => {
    const { result } = await run([one], 'webgpu', card);
    expect(result.suites[0]).toMatchObject({
      figures: [],
      skipped: 'it measures the processor under the wasm device, not webgpu',
    });
  });
});

describe('what is recorded', () => {
  const result = (device: string, hardware: string, kind: Present['kind']): SessionResult => ({
    format: 'genoprop.bench/1',
    machine: 'a machine',
    device,
    hardware,
    kind,
    scale: 'full',
    suites: [{ suite: 'laps', figures: [figure] }],
  });

  it('has a section a card, and one for the processor that no card touches', () => {
    const wasm = sectionOf(result('wasm', '2 threads', 'cpu'), 'bench');
    const gpu = sectionOf(result('webgpu', 'NVIDIA H100 PCIe', 'gpu'), 'bench --device webgpu');
    expect([wasm.title, gpu.title]).toEqual(['Speed', 'Speed on webgpu: NVIDIA H100 PCIe']);
    const first = withSection('# Results\n', wasm);
    const both = withSection(first, gpu);
    expect(both).toContain(first.trim());
    expect(both).toContain('## Speed on webgpu: NVIDIA H100 PCIe\n');
    const other = sectionOf(result('webgpu', 'AMD Radeon', 'gpu'), 'bench --device webgpu');
    expect(withSection(both, other)).toContain(both.trim());
    expect(withSection(both, { ...gpu, body: 'anew' }).match(/^## /gm)).toHaveLength(2);
  });

  it('gives a suite a section of its own where it has a title, unless it was skipped', async () => {
    const alone: Suite = { ...suite('alone', laps.run), section: 'Speed alone' };
    const { result: both } = await run([laps, alone], 'wasm');
    expect(sectionsOf(both, [laps, alone], '--record')).toEqual([
      expect.objectContaining({ title: 'Speed', command: 'npm run bench -- --record' }),
      expect.objectContaining({ title: 'Speed alone', command: 'npm run bench -- --only alone --record' }),
    ]);
    const { result: one } = await run([alone], 'wasm');
    expect(sectionsOf(one, [alone], '--record').map(({ title }) => title)).toEqual(['Speed alone']);
    const nowhere: Suite = { ...elsewhere, section: 'Speed elsewhere' };
    const { result: none } = await run([nowhere], 'wasm');
    expect(sectionsOf(none, [nowhere], '--record')).toEqual([]);
  });

  it('says of what was measured in software, or in part, that it was', () => {
    const { body } = sectionOf(
      {
        ...result('webgpu', 'SwiftShader', 'software'),
        scale: 'small',
        suites: [
          { suite: 'laps', figures: [figure], failed: 'a wheel came off' },
          { suite: 'lake', figures: [], skipped: 'it is dry' },
        ],
      },
      'bench',
    );
    expect(body).toContain('SwiftShader computes in software: this says nothing of a GPU.');
    expect(body).toContain('Small sizes');
    expect(body).toContain('Failed: laps (a wheel came off).');
    expect(body).toContain('Left out: lake (it is dry).');
  });
});

describe('figures in words', () => {
  it('have their peer, their goal and their note behind them', () => {
    const full: Figure = {
      ...figure,
      spread: 0.031,
      peer: { name: 'a horse', value: 1234.5 },
      ratio: 100.04,
      goal: '5 times a horse',
      note: 'uphill',
    };
    expect(sentence(full)).toBe(
      'a lap: 12.3 s ± 3 %  (a horse 1,235 s: 100.0 times as fast; uphill; goal: 5 times a horse)',
    );
    expect(row(full)).toEqual([
      'a lap',
      '12.3 s',
      '± 3 %',
      'a horse 1,235 s',
      '100.0 times',
      '5 times a horse',
      'uphill',
    ]);
  });

  it('keep their digits where they are small, and counts are whole', () => {
    expect(row({ ...figure, value: 56, ratio: 0.00812 }).slice(1, 5)).toEqual([
      '56 s',
      '',
      '',
      '0.0081 times',
    ]);
    expect([rate(3.2e13, 'FLOP'), rate(9.14e8, 'B'), share(0.4321), share(0.0321), share(0.00043)]).toEqual([
      '32.0 TFLOP/s',
      '914 MB/s',
      '43 %',
      '3.2 %',
      '0.04 %',
    ]);
  });
});
