/** A tournament whose GPU is lost in the middle, with WebGPU itself; what the trials do then, `cohorts.test.ts` tests. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeOnGpu } from '../engine/webgpu/swiftshader.ts';
import { playTournament, smallContestant, toySpec, toyTask } from '../support/tournament/toys.ts';

describeOnGpu('a tournament whose GPU is lost', () => {
  it('goes on from the last checkpoints on the GPU opened anew, and finds what it would have found', async () => {
    const contestants = ['msgd', 'msgd-cr', 'genitor'].map(smallContestant);
    const given = { seeds: 2, tasks: [toyTask('hopeless')] };
    const marker = join(mkdtempSync(join(tmpdir(), 'genoprop-')), 'lost');
    const spec = (device: string) => toySpec(contestants, { macs: 100_000 }, { ...given, device });

    const lost = await playTournament(spec(`webgpu:${marker}`));
    expect(existsSync(marker)).toBe(true);
    const retried = lost.events.filter((event) => event.type === 'retried');
    expect(retried.length).toBeGreaterThan(0);
    for (const { reason } of retried) expect(reason).toMatch(/^webgpu: the device \(.+\) was lost: /);

    const undisturbed = await playTournament(spec(`webgpu:${marker}`));
    expect(undisturbed.events.some((event) => event.type === 'retried')).toBe(false);
    expect(lost.byId).toEqual(undisturbed.byId);
  });
});
