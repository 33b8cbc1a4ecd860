import { expect, it } from 'vitest';
import { PluginProcess } from '../../../../src/tournament/players/process/child.ts';
import { readablePaths } from '../../../../src/tournament/players/process/permissions.ts';

it('a process that cannot begin ends, and says why', async () => {
  const child = new PluginProcess({
    readable: readablePaths(import.meta.url, {}, null),
    begin: { type: 'begin', catalogue: 'file:///no/catalogue.ts', threads: 1, jobMacs: 1 },
    patience: 30,
    megabytes: 1000,
  });
  expect(await child.ended).toMatch(
    /^its process did not start, it was ended by SIGKILL: error: Cannot find module '\/no\/catalogue.ts'/,
  );
  expect(child.isReady).toBe(false);
});
