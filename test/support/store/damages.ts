/** Damages to a run file, for property tests: to its bytes, and to its rows. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';

/** Does damage to the file of that name. */
export interface Damaging {
  /** For the report of a counterexample. */
  toString(): string;
  (path: string): void;
}

const named = (name: string, damage: (path: string) => void): Damaging =>
  Object.assign((path: string) => damage(path), { toString: () => name });

const anywhere = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** As a share of the length; the beginning, where SQLite's header is, as often as all the rest. */
const place = fc.oneof(
  anywhere,
  anywhere.map((at) => at / 500),
);
/** The file's own bytes more often than those of its journal. */
const ending = fc.constantFrom('', '', '-wal');

/** To the bytes of the file, or of its journal where there is one. */
export const byteDamage: fc.Arbitrary<Damaging> = fc.oneof(
  fc
    .tuple(
      fc.array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 20 }),
      ending,
    )
    .map(([flips, end]) =>
      named(`flips ${JSON.stringify(flips)} in ${end}`, (path) =>
        rewrite(path + end, (bytes) => {
          for (const [at, mask] of flips) bytes[Math.floor(at * bytes.length)]! ^= mask;
          return bytes;
        }),
      ),
    ),
  fc
    .tuple(place, ending)
    .map(([at, end]) =>
      named(`cut at ${at} of ${end}`, (path) =>
        rewrite(path + end, (bytes) => bytes.subarray(0, Math.floor(at * bytes.length))),
      ),
    ),
  fc
    .tuple(
      place,
      fc.integer({ min: 1, max: 9000 }),
      fc.option(fc.uint8Array({ minLength: 1, maxLength: 64 })),
    )
    .map(([at, length, pattern]) =>
      named(`${length} bytes at ${at} overwritten with ${pattern ?? 'zeros'}`, (path) =>
        rewrite(path, (bytes) => {
          const from = Math.floor(at * bytes.length);
          const range = bytes.subarray(from, from + length);
          for (let index = 0; index < range.length; index++)
            range[index] = pattern === null ? 0 : pattern[index % pattern.length]!;
          return bytes;
        }),
      ),
    ),
);

function rewrite(path: string, change: (bytes: Buffer) => Uint8Array): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  if (bytes.length > 0) writeFileSync(path, change(bytes));
}

const columns: Readonly<Record<string, readonly string[]>> = {
  run: ['spec', 'state', 'format'],
  sessions: ['number', 'purpose', 'began', 'genoprop', 'machine', 'command_line'],
  trials: [
    ...['id', 'position', 'task', 'contestant', 'repetition', 'state', 'parameters', 'retries', 'solved'],
    ...['stop_reason', 'stop_detail', 'test_error', 'test_loss', 'test_measures', 'macs', 'updates'],
    ...['seconds', 'solve_macs', 'solve_updates'],
  ],
  metrics: [
    ...['trial', 'macs', 'updates', 'seconds', 'training_loss', 'validation_loss', 'validation_error'],
    ...['spent', 'inside'],
  ],
  checkpoints: ['trial', 'macs', 'snapshot', 'metadata'],
  champions: ['trial', 'macs', 'tensors', 'metadata'],
};

const oddValue = fc.oneof(
  fc.constantFrom<string | number | bigint | null | Uint8Array>(
    ...[
      null,
      'x',
      '',
      '{',
      '[]',
      '{}',
      'null',
      '[1,"a"]',
      '{"a":{"b":[]}}',
      '{"$number":"x"}',
      '\u0000\u001b[2J',
    ],
    ...[0, 1, 7, -1, -0.5, 1.5, 1e9, 1e300, Number.POSITIVE_INFINITY, 9_007_199_254_740_993n],
    ...[new Uint8Array(0), new Uint8Array([0, 255, 1])],
  ),
  fc.string(),
  fc.double(),
);

/** One value of one column, in all rows or in one. */
const valueDamage: fc.Arbitrary<Damaging> = fc
  .constantFrom(
    ...Object.entries(columns).flatMap(([table, names]) => names.map((name) => [table, name] as const)),
  )
  .chain(([table, column]) =>
    fc.tuple(oddValue, fc.boolean()).map(([value, everywhere]) =>
      named(`${table}.${column} = ${String(value)}${everywhere ? '' : ' in one row'}`, (path) =>
        edit(path, (database) => {
          const where = everywhere ? '' : ` WHERE rowid = (SELECT max(rowid) FROM ${table})`;
          database.prepare(`UPDATE ${table} SET ${column} = ?${where}`).run(value);
        }),
      ),
    ),
  );

/** A value of the spec, wherever it is. */
const specDamage: fc.Arbitrary<Damaging> = fc
  .tuple(
    fc.nat(),
    fc.constantFrom<unknown>('x', -1, 0, 1e9, 1e300, 0.5, null, [], {}, true, [[]], '__proto__'),
  )
  .map(([which, value]) =>
    named(`place ${which} of the spec = ${JSON.stringify(value)}`, (path) =>
      edit(path, (database) => {
        const spec = JSON.parse(String(database.prepare('SELECT spec FROM run').get()!.spec));
        const places = placesIn(spec);
        const [holder, key] = places[which % places.length]!;
        holder[key] = value;
        database.prepare('UPDATE run SET spec = ?').run(JSON.stringify(spec));
      }),
    ),
  );

type Holder = Record<string, unknown>;

function placesIn(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [value as Holder, key] as [Holder, string],
    ...placesIn(inner),
  ]);
}

/** Tables, columns and rows that are missing, doubled or of something else. */
const tableDamage: fc.Arbitrary<Damaging> = fc
  .constantFrom(
    ...Object.keys(columns).flatMap((table) => [
      `DROP TABLE ${table}`,
      `DELETE FROM ${table}`,
      `DELETE FROM ${table} WHERE rowid = (SELECT max(rowid) FROM ${table})`,
      `INSERT INTO ${table} SELECT * FROM ${table} LIMIT 1`,
      `ALTER TABLE ${table} RENAME TO others; CREATE VIEW ${table} AS SELECT * FROM others`,
      `ALTER TABLE ${table} RENAME COLUMN ${columns[table]!.at(-1)} TO other`,
    ]),
    "INSERT INTO metrics (trial, macs, spent, inside) VALUES ('nobody', 1, 0, '{}')",
    "INSERT INTO trials SELECT * FROM trials LIMIT 1; UPDATE trials SET id = 'nobody', position = 99 WHERE rowid = (SELECT max(rowid) FROM trials)",
    'CREATE TABLE foreigner (a)',
    'PRAGMA user_version = 99',
    'PRAGMA application_id = 5',
  )
  .map((sql) => named(sql, (path) => edit(path, (database) => database.exec(sql))));

/** To the rows. */
export const rowDamage: fc.Arbitrary<Damaging> = fc.oneof(
  { weight: 4, arbitrary: valueDamage },
  { weight: 3, arbitrary: specDamage },
  { weight: 2, arbitrary: tableDamage },
);

function edit(path: string, change: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(path);
  try {
    change(database);
  } finally {
    database.close();
  }
}

/** The same file without the rules by which its tables refuse values that cannot be. */
export function unruled(path: string, to: string): void {
  copyFileSync(path, to);
  edit(to, (database) => {
    database.exec('PRAGMA foreign_keys = OFF');
    for (const table of Object.keys(columns)) {
      database.exec(
        `CREATE TABLE copied AS SELECT * FROM ${table}; DROP TABLE ${table}; ALTER TABLE copied RENAME TO ${table}`,
      );
    }
  });
  for (const end of ['-wal', '-shm']) rmSync(to + end, { force: true });
}
