/** Every row of the guard of `genoprop serve`, attacked by raw requests. */
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cookieName } from '../../src/serve/guard.ts';
import type { Serving } from '../../src/serve/server.ts';
import { MOST_STREAMS } from '../../src/serve/streams.ts';
import { contestant, makeRun, specOf } from '../support/report/made-run.ts';
import { scratchFolder } from '../support/report/reports.ts';
import { type RawAnswer, rawly, request, serverOf, TOKEN } from '../support/serve/servers.ts';

/** A machine that does much else at the same time answers slowly. */
const PATIENCE = { timeout: 20_000 };
const NAME = '<img src=x onerror=alert(1)>';
let folder = '';
let serving: Serving;
let port = 0;
let id = '';

const get = (target: string, given: Parameters<typeof request>[2] = {}): Promise<RawAnswer> =>
  rawly(port, request(port, target, given));

beforeAll(async () => {
  folder = join(scratchFolder(), 'runs');
  mkdirSync(folder);
  const spec = specOf({ contestants: [contestant('genitor', NAME), contestant('msgd')], seeds: 1 });
  makeRun(join(folder, 'one.run.sqlite'), spec, { validations: 3 });
  serving = await serverOf([folder]);
  port = serving.port;
  id = /href="\/run\/([0-9a-f]{16})"/.exec((await get('/')).body)![1]!;
});

describe('a server', () => {
  it('listens on loopback alone', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((one) => (one?.family === 'IPv4' && !one.internal ? [one.address] : []));
    for (const address of others) {
      const reached = await new Promise((resolve) => {
        const socket = connect({ port, host: address });
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      });
      expect(reached, address).toBe(false);
    }
    expect(serving.address).toBe(`http://127.0.0.1:${port}/?token=${TOKEN}`);
  });

  it('turns the token of the address into a cookie, and leads away from it', async () => {
    const { status, head, body } = await get(`/run/${id}?token=${TOKEN}&at=2`, { cookie: null });
    expect(status).toBe(303);
    expect(head).toContain(`\r\nLocation: /run/${id}?at=2\r\n`);
    expect(head).toContain(
      `\r\nSet-Cookie: ${cookieName(port)}=${TOKEN}; Path=/; HttpOnly; SameSite=Strict\r\n`,
    );
    expect(body).toBe('');
  });

  it('answers nothing without the token, with a wrong one, or with the cookie of another port', async () => {
    const wrong = [
      null,
      '',
      `${cookieName(port)}=`,
      `${cookieName(port)}=${TOKEN.slice(0, -1)}x`,
      `${cookieName(port + 1)}=${TOKEN}`,
      `x${cookieName(port)}=${TOKEN}`,
    ];
    for (const cookie of wrong) {
      for (const target of ['/', '/events', `/run/${id}`, `/run/${id}/data`, '/nowhere']) {
        const { status, body } = await get(target, { cookie });
        expect(status, `${cookie} ${target}`).toBe(401);
        expect(body).not.toContain('one.run');
      }
    }
    expect((await get('/?token=wrong', { cookie: null })).status).toBe(401);
    expect((await get('/?token=', { cookie: null })).status).toBe(401);
  });

  it('is reached by no other name', async () => {
    const wrong = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1:${port}.evil.example`,
      `localhost.evil.example:${port}`,
      `user@127.0.0.1:${port}`,
    ];
    for (const host of wrong) expect((await get('/', { host })).status, host).toBe(421);
    const right = [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`];
    for (const host of right) expect((await get('/', { host })).status, host).toBe(200);
    expect((await get('/', { host: null })).status).toBe(400);
    const twice = { more: [`Host: evil.example:${port}`] };
    expect([400, 421]).toContain((await get('/', twice)).status);
    expect((await get(`http://evil.example:${port}/`)).status).toBe(404);
  });

  it('is reached by a name that was allowed', async () => {
    const other = await serverOf([folder], { allowHosts: ['lab7', 'lab8:9000', 'fe80::1'] });
    const cookie = `${cookieName(other.port)}=${TOKEN}`;
    const statuses = [
      'lab7',
      `lab7:${other.port}`,
      'lab8:9000',
      `lab8:${other.port}`,
      `[fe80::1]:${other.port}`,
    ];
    const found = [];
    for (const host of statuses) {
      found.push((await rawly(other.port, request(other.port, '/', { host, cookie }))).status);
    }
    expect(found).toEqual([421, 200, 200, 421, 200]);
  });

  it('refuses pages of other servers, with and without a token', async () => {
    const foreign = [
      'Origin: http://evil.example',
      `Origin: https://127.0.0.1:${port}`,
      `Origin: http://127.0.0.1:${port + 1}`,
      'Origin: null',
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Site: same-site',
    ];
    for (const line of foreign) {
      for (const cookie of [null, undefined]) {
        const { status, head } = await get('/', { more: [line], ...(cookie === null ? { cookie } : {}) });
        expect(status, line).toBe(403);
        expect(head).not.toMatch(/access-control/i);
      }
    }
    const own = [`Origin: http://127.0.0.1:${port}`, 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: none'];
    for (const line of own) expect((await get('/', { more: [line] })).status, line).toBe(200);
  });

  it('only reads', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const { status, head } = await get(`/run/${id}`, { method, more: ['Content-Length: 0'] });
      expect(status, method).toBe(405);
      expect(head).toContain('Allow: GET, HEAD');
    }
    const headed = await get('/', { method: 'HEAD' });
    expect([headed.status, headed.body]).toEqual([200, '']);
  });

  it('changes no byte and no time of a run file, and leaves nothing beside it', async () => {
    const file = join(folder, 'one.run.sqlite');
    const seen = () => [readFileSync(file).toString('base64'), statSync(file, { bigint: true }).mtimeNs];
    const before = seen();
    const others = readdirSync(folder);
    for (const target of ['/', `/run/${id}`, `/run/${id}/data`, `/run/${id}/report`]) {
      expect((await get(target)).status, target).toBe(200);
    }
    expect(seen()).toEqual(before);
    expect(readdirSync(folder)).toEqual(others);
  });

  it('lets no address reach a file', async () => {
    const targets = [
      '/../../../../etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/run/../one.run.sqlite',
      `/run/${id}/../../package.json`,
      `/run/${id}%00`,
      `/run/${id}/data%00`,
      '/run/one.run.sqlite',
      `/run/${encodeURIComponent(join(folder, 'one.run.sqlite'))}`,
      '/assets/../server.ts',
      '/assets/page.js',
      '//evil.example/',
      `//evil.example/?token=${TOKEN}`,
      '/\\evil.example/',
      '/run/',
      `/run/${id}/`,
      `/run/${id.toUpperCase()}x`,
      '*',
    ];
    for (const target of targets) {
      const { status, body, head } = await get(target);
      expect(status, target).toBe(404);
      expect(body).not.toMatch(/root:|"name": "genoprop"/);
      expect(head).not.toContain('Location');
    }
    // The answer may be lost where the connection is reset, for more comes than is read.
    expect([431, null]).toContain((await get(`/${'a'.repeat(100_000)}`)).status);
    expect((await get(`/run/${id}\u0000`)).status).toBe(400);
  });

  it('does not follow a link out of a served folder', async () => {
    const place = join(scratchFolder(), 'linked');
    mkdirSync(place);
    symlinkSync(join(folder, 'one.run.sqlite'), join(place, 'out.run.sqlite'));
    makeRun(join(place, 'in.run.sqlite'), specOf({ seeds: 1 }), { validations: 2 });
    const other = await serverOf([place]);
    const { body } = await rawly(other.port, request(other.port, '/'));
    expect(body.match(/href="\/run\//g)).toHaveLength(1);
    expect(body).toContain('out.run.sqlite: is a link out of the folder, which is not followed');
  });

  it('shows names as text', async () => {
    const { body } = await get(`/run/${id}`);
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(body.replace(/<script type="application\/json".*?<\/script>/s, '')).not.toContain('<img');
    expect(/<script type="application\/json" id="data">([^<]*)<\/script>/.test(body)).toBe(true);
  });

  it('tells the browser with every answer what it may not do', async () => {
    const answers = [
      await get('/'),
      await get(`/run/${id}`),
      await get('/nowhere'),
      await get('/', { cookie: null }),
      await get('/', { host: 'evil.example' }),
      await get('/', { method: 'POST' }),
      await get(`/?token=${TOKEN}`),
    ];
    for (const { head } of answers) {
      const policy = /Content-Security-Policy: (.*)\r/.exec(head)?.[1] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      for (const line of [
        'X-Content-Type-Options: nosniff',
        'Referrer-Policy: no-referrer',
        'Cross-Origin-Opener-Policy: same-origin',
        'Cross-Origin-Resource-Policy: same-origin',
        'Cache-Control: no-store',
      ])
        expect(head).toContain(line);
    }
    const { body } = await get(`/run/${id}`);
    expect(body.match(/<script(?! type="application\/json"| src="\/assets\/)/g)).toBe(null);
    const saved = await get(`/run/${id}/report`);
    expect(saved.head).toContain('Content-Disposition: attachment; filename="one.html"');
  });

  it('opens so many streams and no more, and has room again once one has gone', async () => {
    const opened = await Promise.all(
      Array.from(
        { length: MOST_STREAMS },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(port, '127.0.0.1');
            socket.write(`${request(port, '/events').join('\r\n')}\r\n\r\n`);
            socket.once('data', () => resolve(socket));
          }),
      ),
    );
    expect((await get('/events')).status).toBe(503);
    expect((await get('/')).status).toBe(200);
    for (const socket of opened) socket.destroy();
    await expect.poll(async () => (await get('/events', { method: 'HEAD' })).status, PATIENCE).toBe(200);
    await expect
      .poll(async () => {
        const socket = connect(port, '127.0.0.1');
        socket.write(`${request(port, '/events').join('\r\n')}\r\n\r\n`);
        const data = await new Promise((resolve) => socket.once('data', resolve));
        socket.destroy();
        return String(data).slice(0, 12);
      }, PATIENCE)
      .toBe('HTTP/1.1 200');
  });

  it('tells of files that cannot be read, and goes on', async () => {
    writeFileSync(join(folder, 'broken.run.sqlite'), 'no run at all');
    const { status, body } = await get('/');
    expect(status).toBe(200);
    expect(body).toContain('broken.run.sqlite: is not a run file (no SQLite database)');
    expect(body).toContain(`/run/${id}`);
  });
});
