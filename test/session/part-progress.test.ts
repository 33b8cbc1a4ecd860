/** Progress of work in parts, on terminals and in logs. */
import { expect, it } from 'vitest';
import { partProgress } from '../../src/session/part-progress.ts';

function shown(interactive: boolean) {
  const written: string[] = [];
  let at = 0;
  const surface = {
    interactive,
    colours: false,
    columns: 60,
    write: (text: unknown) => void written.push(String(text)),
  };
  const progress = partProgress(surface, () => at);
  return {
    written,
    progress,
    pass: (seconds: number) => {
      at += seconds;
    },
  };
}

it('is a bar that is written over, with the time that is left', () => {
  const { written, progress, pass } = shown(true);
  progress.show(0, 4, 'part 1', true);
  expect(written.at(-1)).toBe('················   0 %: part 1');
  pass(30);
  progress.show(1, 4, 'part 2', true);
  expect(written.at(-1)).toBe('████············  25 %, about 1 min 30 s left: part 2');
  progress.clear();
  expect(written.at(-1)).toBe('\r\x1b[2K');
  pass(1);
  progress.show(2, 4, 'x'.repeat(80), true);
  expect(written.at(-1)!.length).toBeLessThan(60);
  expect(written.at(-1)).toMatch(/ 50 %, about 31 s left: x+…$/);
});

it('counts the time from the first part that is computed, not from those that were kept', () => {
  const { written, progress, pass } = shown(true);
  for (let part = 0; part < 50; part++) {
    pass(0.01);
    progress.show(part, 100, 'kept', false);
  }
  pass(0.2);
  progress.show(50, 100, 'computing', true);
  pass(10);
  progress.show(51, 100, 'computing', true);
  // Two parts since the last kept one, in 10.2 s; 49 are left.
  expect(written.at(-1)).toContain('51 %, about 4 min 10 s left: computing');
});

it('is a line now and then in a log, none of quick work', () => {
  const { written, progress, pass } = shown(false);
  for (let part = 0; part <= 5; part++) {
    progress.show(part, 20, `part ${part}\x1b[2J`, true);
    pass(1);
  }
  expect(written).toEqual([]);
  pass(6);
  progress.show(10, 20, 'part 10\x1b[2J', true);
  expect(written).toEqual(['50 %: part 10\\x1b[2J, about 12 s left\n']);
  progress.clear();
  expect(written).toHaveLength(1);
});
