import { expect, it } from 'vitest';
import { PluginProcess } from '../../../../src/tournament/plugins/process/child.ts';
import { readablePaths } from '../../../../src/tournament/plugins/process/permissions.ts';
import { defaultLimits } from '../../../../src/tournament/spec/tournament.ts';

it('a process that cannot begin ends, and says why', async () => {
  const child = new PluginProcess({
    readable: readablePaths(import.meta.url, {}, null),
    role: { type: 'player', catalogue: 'file:///no/catalogue.ts', threads: 1, jobMacs: 1 },
    limits: defaultLimits,
  });
  expect(await child.ended).toMatch(
    /^its process did not start, it was ended by SIGKILL: error: Cannot find module '\/no\/catalogue.ts'/,
  );
  expect(child.isReady).toBe(false);
});
