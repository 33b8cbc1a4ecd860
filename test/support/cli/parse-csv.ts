/** Reads CSV as RFC 4180 has it, which is stricter than what most programs read. */
import { expect } from 'vitest';

/** Rows by the names of their columns, which are told apart. */
export function parseCsv(csv: string): Record<string, string>[] {
  expect(csv.endsWith('\r\n')).toBe(true);
  const rows = [
    ...csv.matchAll(/(?:^|\r\n)(?=.)((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*)/g),
  ].map(([, line]) =>
    [...line!.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
    ),
  );
  const [head, ...body] = rows;
  expect(new Set(head).size).toBe(head!.length);
  return body.map((row) => {
    expect(row).toHaveLength(head!.length);
    return Object.fromEntries(head!.map((column, index) => [column, row[index]!]));
  });
}

/** The names of its columns, in order. */
export const headOf = (csv: string): string[] => csv.slice(0, csv.indexOf('\r\n')).split(',');
