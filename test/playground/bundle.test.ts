import { isBuiltin } from 'node:module';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';

interface Bundle {
  readonly text: string;
  readonly bytes: number;
  /** Sources, each with what it imports: packages and files by their paths. */
  readonly inputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>;
}

let bundle: Bundle;

beforeAll(async () => {
  const { buildWorker } = await import(new URL('../../scripts/build-web.js', import.meta.url).href);
  const { outputFiles, metafile } = await buildWorker({ write: false, metafile: true });
  const [{ text, contents }] = outputFiles;
  bundle = { text, bytes: contents.length, inputs: metafile.inputs };
});

describe('the bundle of the web worker', () => {
  it('imports nothing of Node', () => {
    const imports = Object.entries(bundle.inputs).flatMap(([file, { imports }]) =>
      imports.flatMap(({ path }) => (isBuiltin(path) ? [`${file} imports ${path}`] : [])),
    );
    expect(imports).toEqual([]);
    expect(Object.keys(bundle.inputs).length).toBeGreaterThan(300);
  });

  it('names no global of Node', () => {
    // Those that are asked for where they are there: setImmediate and SharedArrayBuffer.
    const named = ['process', 'Buffer', '__dirname', '__filename', 'require'].filter((name) =>
      new RegExp(`(?<![\\w$.'"\`-])${name}(?=[.(])`).test(bundle.text),
    );
    expect(named).toEqual([]);
  });

  it('has neither the file system nor other devices, the run file, the command line or the terminal', () => {
    const rooms = ['src/engine/webgpu', 'src/engine/tfjs', 'src/store', 'src/cli', 'src/ui', 'src/machines'];
    const files = Object.keys(bundle.inputs);
    expect(files.filter((file) => rooms.some((room) => file.startsWith(room)))).toEqual([]);
  });

  it('is at most 250 kB as it travels, compressed by gzip, and 700 kB minified', () => {
    expect(gzipSync(bundle.text).length).toBeLessThan(250_000);
    expect(bundle.bytes).toBeLessThan(700_000);
  });

  it('carries the licences of all its packages', () => {
    const packages = Object.keys(bundle.inputs).flatMap((file) => {
      const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
      return name === undefined ? [] : [name];
    });
    expect(new Set(packages)).toContain('zod');
    const head = bundle.text.slice(0, bundle.text.indexOf('*/'));
    expect([...new Set(packages)].filter((name) => !head.includes(`\n${name}: Copyright `))).toEqual([]);
    expect(head).toContain('Permission is hereby granted');
  });

  it('sets zod to compile no code before any schema is made', () => {
    const [first] = Object.keys(bundle.inputs).filter((file) => file.startsWith('src/'));
    expect(first).toBe('src/playground/worker/jitless.ts');
  });
});
