import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PluginFault } from '../../../../src/tournament/plugins/host.ts';
import { newHost } from '../../../../src/tournament/plugins/plugin.ts';
import { defaultLimits } from '../../../../src/tournament/spec/tournament.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-isolated-host-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIXTURE = new URL('../../../fixtures/plugins/trespasser.ts', import.meta.url).href;

it('a host in a process answers as one on a thread, reads what options name, and survives its process', async () => {
  const isolated = newHost(FIXTURE, 'task t', defaultLimits, { isolate: true });
  const threaded = newHost(FIXTURE, 'task t', defaultLimits, { isolate: false });
  const file = join(folder, 'data.csv');
  writeFileSync(file, 'v\n1\n');
  const words = { where: new Map(), shown: new Map() };
  const sound = { way: 'none', after: 0, file };
  for (const host of [isolated, threaded]) {
    expect((await host.ask('describe')).options.map(({ name }) => name)).toEqual(['way', 'after', 'file']);
  }
  const settled = await Promise.all([isolated, threaded].map((host) => host.ask('settle', { file }, words)));
  expect(settled[0]).toEqual(settled[1]);
  const path = ['a', 'stream'] as never;
  // One at a time: how many come at once depends on their time.
  for (const index of [0, 1]) {
    const drawn = await Promise.all(
      [isolated, threaded].map((host) => host.ask('draw', sound, path, index, 20, 1)),
    );
    expect(drawn[0]).toEqual(drawn[1]);
  }
  await expect(isolated.ask('few', { ...sound, file: '', way: 'huge array' })).rejects.toThrow(
    /^task t: its process was ended by SIGTRAP: Fatal JavaScript invalid size error/,
  );
  await expect(isolated.ask('few', { ...sound, file: '', way: 'kill of its parent' })).rejects.toThrow(
    'may not signal a process',
  );
  expect(await isolated.ask('digest', sound)).toBe(await threaded.ask('digest', sound));
  expect(isolated.peakMegabytes).toBeGreaterThan(0);
  await Promise.all([isolated.close(), threaded.close()]);
});

it('a host passes on what the plugin prints, and names a process that ends while it loads', async () => {
  const module = join(folder, 'prints.mjs');
  const rest =
    "import { closeSync } from 'node:fs';\nfor (let i = 0; i < 100; i++) try { closeSync(i); } catch {}\n";
  writeFileSync(module, `console.log('hello');\nawait new Promise((r) => setTimeout(r, 200));\n${rest}`);
  const printed: string[] = [];
  const onPrint = (text: string): void => void printed.push(text);
  const host = newHost(pathToFileURL(module).href, 'task p', defaultLimits, { isolate: true, onPrint });
  const refusal = await host.ask('describe').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(PluginFault);
  expect((refusal as Error).message).toBe('task p: its process was ended by SIGABRT');
  expect(printed.join('')).toBe('hello\n');
  await host.close();
});
