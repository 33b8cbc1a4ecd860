import { describe, expect, it } from 'vitest';
import { repeatOf } from '../../src/store/repeat.ts';
import type { StoredSession } from '../../src/store/stored-trial.ts';

const session = (purpose: StoredSession['purpose'], line: string) => ({
  purpose,
  commandLine: line === '' ? [] : line.split(' '),
});
const made = session('create', 'duel xor --seeds 2 --budget 1e9mac --budget=60s --run a.run --plain');

describe('the command that repeats a run', () => {
  it('is the one that made it, without where it was kept and how it was shown', () => {
    expect(repeatOf([made, session('resume', 'resume a.run --workers 3')]).join(' ')).toBe(
      'npx genoprop duel xor --seeds 2 --budget 1e9mac --budget=60s',
    );
  });

  it.each([
    'tournament a.yaml --queue redis://host:1 --seeds 2',
    'tournament a.yaml --queue=redis://host:1 --seeds 2',
    'tournament a.yaml --seeds 2 --queue',
    'tournament --serve 8080 a.yaml --seeds 2 --serve',
    'tournament a.yaml --queue --password-file p --tls-ca ca --tls-cert c --tls-key=k --queue-prefix lab --seeds 2',
    'tournament a.yaml --seeds 2 --queue --adapter NVIDIA --send-plugins --trust-workers --no-isolate',
  ])('is without the machines that played it: %s', (line) => {
    expect(repeatOf([session('create', line)]).join(' ')).toBe('npx genoprop tournament a.yaml --seeds 2');
  });

  it('has the budget that the run was last resumed with', () => {
    const raised = [
      made,
      session('extend', 'resume a.run --budget 2e9mac'),
      session('extend', 'resume a.run --budget 3e9mac --budget=2h'),
      session('resume', 'resume a.run'),
    ];
    expect(repeatOf(raised).join(' ')).toBe('npx genoprop duel xor --seeds 2 --budget 3e9mac --budget 2h');
  });

  it('is that of a script which added to it later', () => {
    const sessions = [
      session('create', 'tournament a.yaml --run a.run'),
      session('extend', 'resume a.run --budget 2e9mac'),
      session('extend', 'tournament a.yaml --run a.run --seeds 6-10 --budget 4e9mac'),
    ];
    expect(repeatOf(sessions).join(' ')).toBe('npx genoprop tournament a.yaml --seeds 6-10 --budget 4e9mac');
  });

  it('is none where a program of the user made it', () => {
    expect(repeatOf([session('create', ''), session('extend', 'resume a.run --budget 2e9mac')])).toEqual([]);
  });
});
