import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readTable, type TableOptions } from '../../src/formats/table.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-table-'));
let files = 0;
function file(content: string | Uint8Array): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, content);
  return path;
}
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tables/${name}`, import.meta.url));

/** The message without the file that it names, which it must begin with. */
function refusal(path: string, act: () => unknown): string {
  let message = '';
  expect(() => {
    try {
      act();
    } catch (error) {
      message = (error as Error).message;
      throw error;
    }
  }).toThrow(UserError);
  expect(message.startsWith(path)).toBe(true);
  expect(message).not.toContain('\n');
  return message.slice(path.length);
}

describe('tables that people have are read: quotes, byte order marks, CRLF, other separators and decimal marks', () => {
  it('reads quoted headers', () => {
    const table = readTable(fixture('quoted.csv'));
    expect(table.columns).toEqual(['Date', 'Temp']);
    expect([...table.numbers('Temp')]).toEqual([20.7, 17.9, 18.8, 14.6, 15.8]);
    expect(table.texts('Date')[1]).toBe('1981-01-02');
  });

  it('reads a byte order mark, semicolons and decimal commas', () => {
    const table = readTable(fixture('semicolon-bom-comma.csv'));
    expect(table).toMatchObject({ columns: ['t', 'v'], separator: ';', decimal: ',', rows: 4 });
    expect([...table.series('v')]).toEqual([1.5, 2.5, 3.25, 2]);
    expect([...table.series('t')]).toEqual([0, 1, 2, 3]);
  });

  it.each<[string, string | Uint8Array, string, number[], TableOptions?]>([
    ['CRLF and comments', '# from a logger\r\nt,v\r\n0,1\r\n1,-2e3\r\n', 'v', [1, -2000]],
    ['old line ends', 't,v\r0,1\r1,2', 'v', [1, 2]],
    ['tabs', 't\tv\n0\t1.5\n1\t2.5\n', 'v', [1.5, 2.5]],
    ['tabs and decimal commas', 't\tv\n0\t1,5\n1\t2,5\n', 'v', [1.5, 2.5]],
    ['bars', 't|v\n0|1\n1|2\n', 'v', [1, 2]],
    ['columns lined up by spaces', ' t   v\n 0   1.5\n10  22.5\n', 'v', [1.5, 22.5]],
    ['spaces around cells', 't , v\n0 ,  1\n1 , 2 \n', 'v', [1, 2]],
    ['quotes behind spaces', '"t", "v"\n"0", "1.5"\n"1", "2.5"\n', 'v', [1.5, 2.5]],
    ['quoted numbers with decimal commas', 't,v\n0,"1,5"\n1,"2,5"\n', 'v', [1.5, 2.5]],
    ['a separator in a quoted name', '"t","v, in m"\n0,1\n1,2\n', 'v, in m', [1, 2]],
    ['a comma in a name beside semicolons', 't;v, in m\n0;1,5\n1;2,5\n', 'v, in m', [1.5, 2.5]],
    ['spaces in dates and names', 'my day;v\n1 May;1\n2 May;2\n', 'v', [1, 2]],
    ['a line break in a quoted cell', 't,v\n"a\nb",1\n"c",2\n', 'v', [1, 2]],
    ['empty lines', '\nt,v\n0,1\n\n1,2\n\n\n', 'v', [1, 2]],
    ['separators at the ends of lines', 't,v,\n0,1,\n1,2,\n', 'v', [1, 2]],
    ['one column', 'v\n1.5\n2.5\n', 'v', [1.5, 2.5]],
    ['one column of decimal commas', 'v\n1,5\n2,5\n', 'v', [1.5, 2.5]],
    ['a minus sign of typography', 't,v\n0,\u22121\n1,2\n', 'v', [-1, 2]],
    ['UTF-16', Buffer.from('\ufefft\tv\n0\t1\n1\t2\n', 'utf16le'), 'v', [1, 2]],
    [
      'Windows-1252',
      Uint8Array.from([0xe9, 0x2c, 0x76, 10, 49, 44, 50, 10, 51, 44, 52, 10]),
      '\u00e9',
      [1, 3],
    ],
    ['what it is told', 't v;w\n1 2;3,5\n4 5;6,5\n', 'w', [3.5, 6.5], { separator: ';', decimal: ',' }],
  ])('reads %s', (_, content, column, numbers, options) => {
    expect([...readTable(file(content), options).numbers(column)]).toEqual(numbers);
  });

  it('reads back any numbers, however they are separated, quoted and ended', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(3)));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(';', '\t', '|', ','),
        fc.constantFrom('.', ','),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (rows, separator, decimal, end, quotes) => {
          fc.pre(!(separator === ',' && decimal === ',' && !quotes));
          const cell = (text: string): string => (quotes ? `"${text}"` : text);
          const lines = rows.map((row) =>
            row.map((value) => cell(String(value + 0).replace('.', decimal))).join(separator),
          );
          const text = [[cell('one'), cell('two')].join(separator), ...lines].join(end) + end;
          const table = readTable(file(text));
          expect([...table.numbers('one')]).toEqual(rows.map(([one]) => one + 0));
          expect([...table.numbers('two')]).toEqual(rows.map(([, two]) => two + 0));
        },
      ),
      { numRuns: 200, seed: 19 },
    );
  });
});

describe('what cannot be read of a table is said in one line with file, line, columns and separator', () => {
  it.each<[string, string, (path: string) => unknown, string]>([
    [
      'no such column',
      '"Date","Temp"\n1,2\n',
      (path) => readTable(path).numbers('temp'),
      " line 1: has no column 'temp' (did you mean 'Temp'?); its columns are Date, Temp, separated by commas",
    ],
    [
      'a gap',
      '# d\nt;v\n0;1,5\n1;\n',
      (path) => readTable(path).numbers('v'),
      ' line 4: v is empty, it must be a number with a decimal comma',
    ],
    [
      'a gap in one column',
      'v\n1\n\n2\n',
      (path) => readTable(path).numbers('v'),
      ' line 3: v is empty, it must be a number',
    ],
    [
      'a missing cell',
      't,v\n0,1\n1\n',
      (path) => readTable(path).numbers('v'),
      ' line 3: v is empty, it must be a number',
    ],
    [
      'text',
      't,v\n0,NA\n',
      (path) => readTable(path).numbers('v'),
      " line 2: v is 'NA', it must be a number",
    ],
    [
      'a hexadecimal number',
      't,v\n0,0x10\n',
      (path) => readTable(path).numbers('v'),
      " line 2: v is '0x10', it must be a number",
    ],
    [
      'text behind a line break in quotes',
      't,v\n"a\nb",1\nc,x\n',
      (path) => readTable(path).numbers('v'),
      " line 4: v is 'x', it must be a number",
    ],
    [
      'a control character',
      't,v\n0,\x1b[2J\n',
      (path) => readTable(path).numbers('v'),
      " line 2: v is '\\x1b[2J', it must be a number",
    ],
    [
      'the same value in every row',
      't,v\n0,5\n1,5\n',
      (path) => readTable(path).series('v'),
      ': the column v is 5 in every row, there is nothing to learn',
    ],
    [
      'cells beyond the columns',
      't,v\n0,1,5\n',
      (path) => readTable(path),
      ' line 2: has 3 cells; its columns are t, v, separated by commas',
    ],
    ['no names', '0,1\n2,3\n', (path) => readTable(path), ' line 1: must name the columns, and is 0, 1'],
    [
      'no rows',
      't,v\n',
      (path) => readTable(path),
      ' line 1: names columns, and no rows follow; its columns are t, v, separated by commas',
    ],
    ['nothing', '', (path) => readTable(path), ': has no lines'],
    [
      'a quote without end',
      't,v\n0,"1\n1,2\n',
      (path) => readTable(path),
      ' line 2: opens a quote that is never closed',
    ],
    [
      'a name that is there twice',
      'v,v\n0,1\n',
      (path) => readTable(path).texts('v'),
      " line 1: has two columns 'v'",
    ],
    ['zero bytes', 't,v\n0,\0\n', (path) => readTable(path), ': is no text: it holds zero bytes'],
  ])('%s', (_, text, act, message) => {
    const path = file(text);
    expect(refusal(path, () => act(path))).toBe(message);
  });

  it('the column of constant.csv', () => {
    const path = fixture('constant.csv');
    expect(refusal(path, () => readTable(path).series('v'))).toBe(
      ': the column v is 5 in every row, there is nothing to learn',
    );
    expect([...readTable(path).numbers('v')]).toEqual([5, 5, 5, 5]);
  });

  it('what is no file, and what is not there', () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    expect(refusal(inner, () => readTable(inner))).toBe(': is no file, it must be a table of text');
    expect(refusal('/dev/zero', () => readTable('/dev/zero'))).toBe(
      ': is no file, it must be a table of text',
    );
    const missing = join(folder, 'missing.csv');
    expect(refusal(missing, () => readTable(missing))).toBe(': there is no such file');
  });
});
