import { describe, expect, it } from 'vitest';
import {
  checkpointName,
  checkpointsOf,
  deathName,
  parseCheckpointName,
  parseDeathName,
  parseResultName,
  resultName,
} from '../../../src/machines/wire/blob-names.ts';
import {
  type DeathRecord,
  type RunRecord,
  readDeathRecord,
  readRunRecord,
  readWorkerRecord,
  type WorkerRecord,
  writeRecord,
} from '../../../src/machines/wire/records.ts';
import { WIRE_VERSION } from '../../../src/machines/wire/trial-job.ts';
import { RUN } from '../../support/machines/logs.ts';

const at = '2026-11-23T04:05:06.789Z';
const run: RunRecord = {
  ...{ wire: WIRE_VERSION, run: RUN, title: 'night', genoprop: '1.0.0', host: 'desk', process: 12 },
  ...{ coordinator: 'c-1', state: 'open', trials: { all: 4, ended: 1 }, at },
};
const worker: WorkerRecord = {
  ...{ wire: WIRE_VERSION, worker: 'w-1', name: 'lab', host: 'lab', process: 7, machine: 'a CPU, 8 cores' },
  ...{
    genoprop: '1.0.0',
    node: 'v26.0.0',
    threads: 8,
    adapter: null,
    state: 'working',
    played: 3,
    began: at,
    at,
  },
  trials: [
    { job: 't-1', run: RUN, trial: 'xor/msgd/1', spent: null, macs: 0, seconds: 0, trainingLoss: Number.NaN },
  ],
  refused: [{ job: 't-2', run: RUN, trial: 'xor/msgd/2', reason: 'has another version' }],
};
const death: DeathRecord = {
  ...{ wire: WIRE_VERSION, job: 't-1', run: RUN, trial: 'xor/msgd/1', worker: 'w-1', name: 'lab' },
  ...{ beside: 0, reason: 'ended by SIGKILL', at },
};

describe('records', () => {
  it('come out of their bytes as they went in', () => {
    expect(readRunRecord(writeRecord(run))).toEqual(run);
    expect(readWorkerRecord(writeRecord(worker))).toEqual(worker);
    expect(readDeathRecord(writeRecord(death))).toEqual(death);
  });

  it('are refused in other forms, and of other versions, in a line', () => {
    const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    expect(() => readRunRecord(bytes({ ...run, state: 'gone' }))).toThrow(/^the record of a run: state: /);
    expect(() => readRunRecord(bytes({ ...run, wire: 9 }))).toThrow(
      'the record of a run has version 9, this genoprop has 1; use one version on all machines',
    );
    expect(() => readWorkerRecord(bytes({ ...worker, threads: -1 }))).toThrow(/threads/);
    expect(() => readWorkerRecord(bytes({ ...worker, more: 1 }))).toThrow(/more/);
    expect(() => readDeathRecord(bytes([]))).toThrow(/^the record of a death: /);
    expect(() => readDeathRecord(new Uint8Array([0xff, 0xfe]))).toThrow('the record of a death is no JSON');
    expect(() => readRunRecord(new Uint8Array(2 ** 21))).toThrow(/bytes/);
  });
});

describe('names of blobs', () => {
  it('are read back in their parts', () => {
    expect(parseResultName(resultName('t-1-a', 3))).toEqual({ job: 't-1-a', attempt: 3 });
    const name = checkpointName('t-1-a', 3, 12);
    expect(parseCheckpointName(name)).toEqual({ name, job: 't-1-a', attempt: 3, number: 12 });
    expect(parseDeathName(deathName('t-1-a', 'w-1', 2))).toEqual({ job: 't-1-a', worker: 'w-1' });
  });

  it('are not read where they are none', () => {
    expect(['t-1', 't-1.x', '.1', '1.1', 't-1.1.1', ''].map(parseResultName)).toEqual(Array(6).fill(null));
    expect(['t-1.1', 't-1.1.', 't-1.1.1.1'].map(parseCheckpointName)).toEqual([null, null, null]);
  });

  it('list the checkpoints of a job, the newest first', () => {
    const names = ['t-1.1.9', 't-1.2.1', 't-1.10.0', 't-2.1.1', 'other', 't-1.2.10'];
    expect(checkpointsOf(names, 't-1').map(({ name }) => name)).toEqual([
      't-1.10.0',
      't-1.2.10',
      't-1.2.1',
      't-1.1.9',
    ]);
  });
});
