import { expect, it } from 'vitest';
import { repeatCommand } from '../../src/report/command.ts';

const session = (purpose: 'create' | 'resume' | 'extend', ...commandLine: string[]) => ({
  purpose,
  commandLine,
});

it('the command of a repeat names no file that is there already, and quotes what a shell would split', () => {
  const line = [
    'duel',
    'xor',
    '--run',
    'my run.sqlite',
    '--set',
    'name=a b',
    '--plain',
    '--json=-',
    '--seeds',
    '5',
  ];
  expect(repeatCommand([session('create', ...line)])).toBe(
    "npx genoprop duel xor --set 'name=a b' --seeds 5",
  );
});

it('it is that of the process which planned what the run now holds', () => {
  const sessions = [
    session('create', 'tournament', 'a.yaml'),
    session('extend', 'tournament', 'a.yaml', '--seeds', '20', '--run', 'x'),
    session('resume', 'resume', 'x'),
  ];
  expect(repeatCommand(sessions)).toBe('npx genoprop tournament a.yaml --seeds 20');
});
