import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../../src/api/predict.ts';
import type { Champion } from '../../src/export/champion.ts';
import { formats } from '../../src/export/formats.ts';
import { findChromium } from '../../src/report/browsers.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';

const serve = fileURLToPath(new URL('../../examples/serve/', import.meta.url));
const runtime = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url));
const PYTHON = '/usr/bin/python3';
const hasNumpy = spawnSync(PYTHON, ['-c', 'import numpy']).status === 0;
const browser = findChromium();

/** A forecaster whose task told how it scaled. */
const scaled = { mean: 20, deviation: 4 };
function forecaster(): Champion {
  const champion = sampleChampion({ inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'squared' });
  const { about } = champion;
  return { ...champion, about: { ...about, task: { ...about.task, preprocessing: scaled } } };
}
const RAW = [18, 22, 25, 19];
const expected = async (): Promise<number> => {
  const { outputs } = await predict(
    forecaster(),
    RAW.map((value) => (value - scaled.mean) / scaled.deviation),
  );
  return outputs[0]! * scaled.deviation + scaled.mean;
};
const bytesOf = (champion: Champion, name: string): Uint8Array =>
  formats.find((format) => format.name === name)!.write(champion);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-serve-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasNumpy)('a champion in Python with numpy (needs python3-numpy)', () => {
  const ask = (champion: Champion, sequence: unknown) => {
    const file = join(folder, 'champion.safetensors');
    writeFileSync(file, bytesOf(champion, 'safetensors'));
    const { status, stdout, stderr } = spawnSync(
      PYTHON,
      [join(serve, 'champion_numpy.py'), file, JSON.stringify(sequence)],
      { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  it.each(['tanh', 'logistic', 'relu'] as const)('of %s units answers as predict does', async (unit) => {
    const champion = sampleChampion({ unit, gain: unit === 'relu' ? 0.5 : 0.9 });
    const ours = await predict(champion, [0, 5, 2, 2]);
    const theirs = ask(champion, [0, 5, 2, 2]);
    for (const [at, value] of ours.outputs.entries()) expect(theirs.outputs[at]).toBeCloseTo(value, 5);
    expect(theirs.class).toEqual({ index: ours.class!.index, name: null });
  });

  it('takes and gives raw values where the task told its scaling', async () => {
    expect(ask(forecaster(), RAW).outputs[0]).toBeCloseTo(await expected(), 4);
  });
});

describe.skipIf(browser === null)('a champion in a browser with onnxruntime-web (needs chromium)', () => {
  const TYPES: Readonly<Record<string, string>> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.mjs': 'text/javascript',
    '.wasm': 'application/wasm',
    '.json': 'application/json',
  };
  let server: Server;
  let address: string;
  let champion: Champion;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = basename(new URL(request.url!, 'http://here').pathname) || 'index.html';
      const made: Record<string, () => Uint8Array> = {
        'index.html': () => readFileSync(join(serve, 'index.html')),
        'champion.onnx': () => bytesOf(champion, 'onnx'),
        'champion.json': () => bytesOf(champion, 'json'),
      };
      const read = made[name] ?? (/^ort/.test(name) ? () => readFileSync(join(runtime, name)) : null);
      if (read === null) response.writeHead(404).end();
      else
        response
          .writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' })
          .end(read());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function ask(served: Champion, sequence: unknown): Promise<{ outputs: number[] }> {
    champion = served;
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const opened = await chromium.launch({ executablePath: browser!, args });
    try {
      const page = await opened.newPage();
      const wrong: string[] = [];
      page.on('pageerror', ({ message }) => wrong.push(message));
      await page.goto(address);
      await page.fill('input', JSON.stringify(sequence));
      await page.click('button');
      await page.waitForFunction(() => document.querySelector('output')!.textContent !== '', null, {
        timeout: 60_000,
      });
      const text = await page.textContent('output');
      expect(wrong).toEqual([]);
      return JSON.parse(text!);
    } finally {
      await opened.close();
    }
  }

  it('answers as predict does', async () => {
    const symbols = sampleChampion();
    const { outputs } = await predict(symbols, [0, 5, 2, 2]);
    const theirs = await ask(symbols, [0, 5, 2, 2]);
    for (const [at, value] of outputs.entries()) expect(theirs.outputs[at]).toBeCloseTo(value, 5);
  });

  it('takes and gives raw values where the task told its scaling', async () => {
    expect((await ask(forecaster(), RAW)).outputs[0]).toBeCloseTo(await expected(), 4);
  });
});
