import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { serve } from '../../src/cli/serve/run.ts';
import { type Serving, startServer } from '../../src/serve/server.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { inOwnFolder } from '../support/cli/runs.ts';

inOwnFolder();

describe('genoprop serve', () => {
  it('answers what is written wrongly with one line', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['nowhere'], /^genoprop: serve nowhere: there is no such folder or file\n$/],
      [['--port', '70000'], /^genoprop: --port 70000: must be a whole number from 0 to 65535\n$/],
      [['--port', '1.5'], /^genoprop: --port 1\.5: must be a whole number/],
      [['--host', '0.0.0.0'], /^genoprop: --host 0\.0\.0\.0: needs --allow-host NAME too/],
      [['--host', 'no.such.host.invalid', '--port', '0'], /is no address of this machine\n$/],
      [
        ['--allow-host', 'http://lab7/'],
        /^genoprop: --allow-host http:\/\/lab7\/: must be a name or an address/,
      ],
    ];
    for (const [args, line] of wrong) {
      const terminal = recordingTerminal();
      expect(await runCommandLine(['serve', ...args], terminal), args.join(' ')).toBe(2);
      expect(terminal.written.err).toMatch(line);
      expect(terminal.written.err.split('\n')).toHaveLength(2);
    }
  });

  it('prints its address, answers there, and ends with Ctrl-C', async () => {
    const terminal = recordingTerminal();
    let interrupt = (_exitCode: number): void => {};
    const onInterrupt = (handler: (exitCode: number) => void) => {
      interrupt = handler;
      return () => {};
    };
    const flags = { host: '127.0.0.1', port: 0, allowHost: [] };
    const ended = serve([], flags, terminal, { onInterrupt });
    await expect.poll(() => terminal.written.out, { timeout: 20_000 }).toMatch(/http/);
    const [address] = /http:\S+/.exec(terminal.written.out)!;
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
    interrupt(130);
    expect(await ended).toBe(130);
    await expect(fetch(address)).rejects.toThrow();
  });

  it('says that a port is taken, where one was asked for', async () => {
    const options = { places: [], host: '127.0.0.1', port: 0, allowHosts: [] };
    const first: Serving = await startServer(options);
    const terminal = recordingTerminal();
    expect(await runCommandLine(['serve', '--port', String(first.port)], terminal)).toBe(2);
    expect(terminal.written.err).toBe(
      `genoprop: --port ${first.port}: is taken by another program; name another port, or 0 for any free one\n`,
    );
    await first.close();
  });
});
