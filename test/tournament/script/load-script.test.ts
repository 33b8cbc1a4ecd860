import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Faults, UserError } from '../../../src/errors.ts';
import { loadScript } from '../../../src/tournament/script/load-script.ts';
import { finish } from '../../support/cli/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-script-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const refusal = async (path: string): Promise<string> => {
  const error = await loadScript(path).then(
    () => null,
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error!.message;
};

const planner = fileURLToPath(new URL('../../support/tournament/planning-process.ts', import.meta.url));

interface Planned {
  readonly name?: string;
  readonly spec?: unknown;
  readonly error?: string;
}

/** Plans the scripts in a process of their own, for Node itself is to run those that are programs. */
async function plans(...files: string[]): Promise<Planned[]> {
  const { out, err } = await finish(files, { cwd: folder, command: [process.execPath, planner] });
  expect(err).toBe('');
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Planned);
}

const yaml = `
# A comment.
name: four ways
tasks:
  - xor
  - { task: temporal-order, options: { length: [10, 12], maximumLength: null }, budget: 7s }
contestants:
  - { contestant: genitor, settings: { population: [50, 1e2], stepFloor: 0.02 }, name: bred }
  - msgd-cr
seeds: 3
budget: [1e9mac, 20s]
floor: false
`;
const json = `{
  "name": "four ways",
  "tasks": ["xor", { "task": "temporal-order", "options": { "length": [10, 12], "maximumLength": null }, "budget": "7s" }],
  "contestants": [
    { "contestant": "genitor", "settings": { "population": [50, 100], "stepFloor": 0.02 }, "name": "bred" },
    "msgd-cr"
  ],
  "seeds": 3,
  "budget": ["1e9mac", "20s"],
  "floor": false
}`;
const program = (type: string) => `
import { contestants, defineTournament } from 'genoprop';
const { genitor, msgdCr } = contestants;
const seeds${type} = 3;
export default defineTournament({
  name: 'four ways',
  tasks: ['xor', { task: 'temporal-order', options: { length: [10, 12], maximumLength: null }, budget: { seconds: 7 } }],
  contestants: [genitor.named('bred').with({ population: [50, 100], stepFloor: 0.02 }), msgdCr],
  seeds,
  budget: { macs: 1e9, seconds: 20 },
  floor: false,
});
`;

describe('a script', () => {
  it('means the same as YAML, JSON, TypeScript and JavaScript, in whatever package it lies', async () => {
    write('four.yaml', yaml);
    write('four.json', `\uFEFF${json}`);
    write('four.ts', program(': number'));
    write('four.js', program(''));
    write('commonjs/package.json', '{ "type": "commonjs" }');
    write('commonjs/four.ts', program(': number'));
    write('commonjs/four.js', program(''));
    write('untyped/package.json', '{}');
    write('untyped/four.ts', program(': number'));
    const files = [
      'four.json',
      'four.ts',
      'four.js',
      'commonjs/four.ts',
      'commonjs/four.js',
      'untyped/four.ts',
    ];
    const [first, ...others] = await plans('four.yaml', ...files);
    expect(first!.error).toBeUndefined();
    expect(first).toMatchObject({
      name: 'four ways',
      spec: {
        seeds: 3,
        budget: { macs: 1e9, seconds: 20 },
        contestants: [{ name: 'bred:population=50' }, {}, {}],
      },
    });
    expect(others).toHaveLength(files.length);
    for (const other of others) expect(other).toEqual(first);
  });

  it('may be made of several modules, and of other code', async () => {
    write('parts/lengths.ts', 'export const lengths: readonly number[] = [10, 11];');
    write(
      'parts/main.ts',
      `import { lengths } from './lengths.ts';
       export default { tasks: lengths.map((length) => ({ task: 'xor', options: { length } })), contestants: ['msgd'], budget: '1s' };`,
    );
    const [planned] = await plans('parts/main.ts');
    expect(planned).toMatchObject({
      spec: { tasks: [{ label: 'xor:length=10' }, { label: 'xor:length=11' }] },
    });
  });

  it('that is a program and fails is answered in one line that says where', async () => {
    const broken: Record<string, readonly [text: string, message: string]> = {
      'syntax.ts': [
        'export default {\n  tasks: [\n  budget: 3,\n};',
        'syntax.ts: cannot be loaded: line 3: ',
      ],
      'enum.ts': [
        '\nenum A { b }\nexport default A;',
        'enum.ts: cannot be loaded: line 2: TypeScript enum is not supported',
      ],
      'throws.ts': [
        'const a: any = undefined;\n\nexport default a.b;',
        "throws.ts: cannot be loaded: line 3: Cannot read properties of undefined (reading 'b')",
      ],
      'name.ts': [
        "import { contestants } from 'genoprop';\nexport default { contestants: [contestants.gentor] };",
        "name.ts: cannot be loaded: line 2: contestants: unknown contestant 'gentor', did you mean 'genitor'?",
      ],
      'missing.ts': [
        "import './nowhere.ts';\nexport default 1;",
        "missing.ts: cannot be loaded: Cannot find module '",
      ],
      'package.ts': [
        "import 'no-such-package';\nexport default 1;",
        "package.ts: cannot be loaded: Cannot find package 'no-such-package'",
      ],
      'text.ts': ["throw 'a text';\nexport default 1;", 'text.ts: cannot be loaded: a text'],
      'none.ts': [
        'export const tournament = 3;',
        'none.ts: has no default export, it must be `export default defineTournament({...})`',
      ],
    };
    for (const [file, [text]] of Object.entries(broken)) write(file, text);
    const answers = await plans(...Object.keys(broken));
    for (const [index, [, message]] of Object.values(broken).entries()) {
      expect(answers[index]!.error).toContain(`UserError: ${message}`);
      expect(answers[index]!.error).not.toContain('\n');
    }
  });
});

describe('a data file', () => {
  it('that is no YAML is answered with every line at fault', async () => {
    const path = write('bad.yaml', 'tasks: [xor\nseeds: 3\nseeds: 4\n');
    const error = await loadScript(path).catch((thrown: Faults) => thrown);
    expect(error).toBeInstanceOf(Faults);
    for (const fault of (error as Faults).faults) expect(fault).toMatch(/^line \d+, column \d+: \S.*[^:]$/);
    expect((error as Faults).faults[0]).toMatch(/^line 2, column 1: /);
    expect(await refusal(write('twice.yaml', 'seeds: 3\nseeds: 4\n'))).toBe(
      `${join(folder, 'twice.yaml')}: line 2, column 1: Map keys must be unique`,
    );
  });

  it('that is no JSON is answered with the place, and so is a key that is there twice', async () => {
    const bad = (text: string) => refusal(write('bad.json', text));
    expect(await bad('{\n  "tasks": [,]\n}')).toMatch(
      /bad\.json: is not JSON: Unexpected token ',' at line 2$/,
    );
    expect(await bad('{\n  "seeds": 3,\n}')).toMatch(/: is not JSON: Expected .* \(line 3 column 1\)$/);
    expect(await bad('{ "seeds": 3')).toMatch(/: is not JSON: [^\n]+$/);
    expect(await bad('')).toMatch(/: is not JSON: Unexpected end of JSON input$/);
    expect(await refusal(write('twice.json', '{ "seeds": 3, "seeds": 4 }'))).toMatch(
      /twice\.json: names 'seeds' twice in one object, keep one$/,
    );
  });

  it('may not grow without bounds by aliases', async () => {
    const levels = Array.from({ length: 9 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [1,1,1,1,1,1,1,1,1]'
        : `a${level}: &a${level} [${Array(9).fill(`*a${level - 1}`)}]`,
    );
    expect(await refusal(write('laughs.yaml', levels.join('\n')))).toMatch(
      /laughs\.yaml: is not YAML: .*alias/,
    );
  });
});

describe('what is named as a script', () => {
  it('is refused where there is no such file, or it is none', async () => {
    expect(await refusal(join(folder, 'nowhere.yaml'))).toMatch(/nowhere\.yaml: there is no such file$/);
    expect(await refusal(folder)).toMatch(/: is a folder, name the script in it$/);
    expect(await refusal(write('notes.txt', ''))).toMatch(
      /notes\.txt: is no script, its name must end in \.ts, \.js, \.json or \.yaml$/,
    );
  });

  it('tells its folder, from which what it names is meant', async () => {
    const path = write('inner/a.yaml', 'seeds: 3');
    expect(await loadScript(path)).toEqual({ file: path, folder: dirname(path), definition: { seeds: 3 } });
  });
});
