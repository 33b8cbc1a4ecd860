/**
 * Tables of the run file. Results of a trial (its row, metrics and champion) do not depend on time, place or number of
 * sessions, save the columns of seconds, so that two runs of one tournament compare byte for byte. Such facts are in
 * `sessions`, one row a process that wrote the file; the first made it. Losses and errors as in a Checkpoint and a
 * TrialResult; a NaN is NULL. Costs are cumulative: `macs` multiply-accumulates, `seconds` of computing. JSON is text.
 * The measures of a validation are NULL where the task has none, its score where the task is judged by the error; files
 * of earlier versions lack these columns. The machine of a trial is NULL where it is that of the last session; it is
 * named where another machine played it, or a session on another one begins.
 */

/** Application id, "GNPR", in the database header's application_id. */
export const applicationId = 0x474e5052;

/**
 * Format version, in the database header's user_version. The number rises with every change that older versions cannot
 * read.
 */
export const formatVersion = 2;

const cost = 'macs REAL, updates INTEGER, evaluations INTEGER, sequences INTEGER, seconds REAL';

export const schema = `
CREATE TABLE run (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  spec TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'done'))
);
CREATE TABLE sessions (
  number INTEGER PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('create', 'resume', 'extend')),
  began TEXT NOT NULL,
  genoprop TEXT NOT NULL,
  node TEXT NOT NULL,
  machine TEXT NOT NULL,
  command_line TEXT NOT NULL
);
CREATE TABLE trials (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE,
  task TEXT NOT NULL,
  contestant TEXT NOT NULL,
  repetition INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'stopped', 'finished')),
  parameters INTEGER,
  retries INTEGER NOT NULL DEFAULT 0,
  retried_because TEXT,
  machine TEXT,
  solved INTEGER,
  stop_reason TEXT,
  stop_detail TEXT,
  test_error REAL,
  test_loss REAL,
  test_measures TEXT,
  ${cost},
  ${cost.replaceAll(/(\w+ (?:REAL|INTEGER))/g, 'solve_$1')}
);
CREATE TABLE metrics (
  trial TEXT NOT NULL REFERENCES trials (id),
  ${cost},
  training_loss REAL,
  validation_loss REAL,
  validation_error REAL,
  spent REAL NOT NULL,
  inside TEXT NOT NULL,
  measures TEXT,
  score REAL,
  PRIMARY KEY (trial, macs)
) WITHOUT ROWID;
CREATE TABLE checkpoints (
  trial TEXT PRIMARY KEY REFERENCES trials (id),
  macs REAL NOT NULL,
  snapshot BLOB NOT NULL,
  metadata TEXT NOT NULL
);
CREATE TABLE champions (
  trial TEXT NOT NULL REFERENCES trials (id),
  macs REAL NOT NULL,
  tensors BLOB NOT NULL,
  metadata TEXT NOT NULL,
  PRIMARY KEY (trial, macs)
);
`;

/** Columns that files of this format may lack, since they were made by an earlier version. */
export const laterColumns = [
  { table: 'metrics', column: 'measures', type: 'TEXT' },
  { table: 'metrics', column: 'score', type: 'REAL' },
  { table: 'trials', column: 'machine', type: 'TEXT' },
] as const;
