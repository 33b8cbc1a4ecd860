import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRun } from '../../src/store/run-file.ts';
import { start } from '../support/cli/process.ts';
import { genoprop, hasTmux, openWindow, type Window } from '../support/ui/tmux.ts';

const contestants = '--contestant genitor:hidden=3 --contestant msgd-c:hidden=4 --workers 2';
// Beyond what nets of that size are bred or trained to in the time that a test takes.
const endless = `duel temporal-order --set length=100 ${contestants} --budget 1e14mac --seeds 2`;
const short = `duel temporal-order ${contestants} --budget 3e8mac --seeds 2`;

// On a machine that is busy with other things a terminal takes its time.
vi.setConfig({ testTimeout: 180_000 });

let folder = '';
let window: Window | null = null;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-terminal-'));
});
afterEach(() => {
  window?.close();
  window = null;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(columns = 80, rows = 24): Window {
  window = openWindow(folder, columns, rows);
  return window;
}

/** The shell takes lines as before: echo is on, the cursor is shown, the first screen is back. */
async function expectUsable(shell: Window): Promise<void> {
  expect(shell.ask('alternate_on')).toBe('0');
  expect(shell.ask('cursor_flag')).toBe('1');
  shell.line('clear; stty -a');
  expect(await shell.until(/ icanon.* echo /s)).not.toMatch(/-icanon|-echo /);
  shell.line('echo "as"-"before"');
  await shell.until(/^as-before$/m);
}

describe.skipIf(!hasTmux)('the interface on a real terminal (skipped where there is no tmux)', () => {
  it('obeys every key, follows the size, and at q keeps the run and leaves the terminal as it was', async () => {
    const shell = open();
    await shell.prompt();
    shell.line(`${genoprop} ${endless} --run kept.run; echo "exit code $?"`);
    await shell.until(/A genitor\S* +breeding/);
    expect(shell.ask('alternate_on')).toBe('1');
    expect(shell.ask('cursor_flag')).toBe('0');
    expect(await shell.until(/1 race {2}2 curves {2}3 inside {2}4 nets/)).toMatch(/^genoprop temporal-order/);
    for (const [key, seen] of [
      ['2', /2 curves ─ wrong on validation \(linear\) over MACs \(linear\).*┤[⠁-⣿]/s],
      ['x', /over seconds of search/],
      ['x', /over updates or evaluations/],
      ['l', /wrong on validation \(log\) over updates or evaluations \(linear\)/],
      ['l', /\(linear\) over updates or evaluations \(log\)/],
      ['v', /validation loss/],
      ['Tab', /3 inside/],
      ['Down', /A genitor\S* +seed 1, breeding/],
      ['Down', /B msgd-c\S* +seed 1, training.*‖∂E\/∂h_t‖/s],
      ['Right', /B msgd-c/],
      ['4', /test sequence 1 of 16.*input/s],
      ['Right', /test sequence 2 of 16/],
      ['Left', /test sequence 1 of 16/],
      ['Up', /B msgd-c\S* +seed.*A genitor\S* +seed/s],
      ['?', /help: nets .*Look for hidden units that change when an important input comes/s],
      ['Down', /page 2 of .*quit/s],
      ['Escape', /4 nets ─/],
      ['BTab', /3 inside ─/],
      ['p', / paused .*seed 1, paused.*p go on/s],
      ['p', /training|breeding/],
      ['1', /1 race ─ solved below 1% wrong/],
    ] as const) {
      shell.press(key);
      await shell.until(seen);
    }
    shell.resize(160, 50);
    const large = await shell.until(/1 race.*2 curves.*3 inside.*4 nets ─.*q quit/s);
    expect(
      large
        .split('\n')
        .slice(0, 49)
        .filter((row) => row.includes(' ─ ')).length,
    ).toBeGreaterThanOrEqual(3);
    shell.resize(40, 10);
    await shell.until(/^genoprop temporal-or\S* +\d+s.*1 race.*q quit/s);
    shell.resize(80, 24);
    const back = await shell.until(/^genoprop temporal-order[^\n]*left\n─ 1 race.*4 nets.*\? help/s);
    expect(back.match(/1 race ─/g)).toHaveLength(1);

    shell.press('q');
    await shell.until(/exit code 130/);
    const kept = (await shell.prompt()).replaceAll('\n', ' ');
    for (const text of [
      'genoprop duel: genitor',
      'solved  95 % interval',
      'No verdict',
      'run     kept.run',
    ]) {
      expect(kept).toContain(text);
    }
    expect(kept).not.toContain('1 race');
    await expectUsable(shell);
    const run = openRun(join(folder, 'kept.run'), { readOnly: true });
    expect(run.about().state).toBe('stopped');
    expect(run.trials().filter(({ state }) => state === 'stopped')).toHaveLength(2);
    expect(run.checkpoint('temporal-order:length=100/msgd-c:hidden=4/1')).not.toBeNull();
    run.close();
  });

  it('is gone at the end of a duel, and the verdict stays', async () => {
    const shell = open();
    await shell.prompt();
    shell.line(`NO_COLOR=1 ${genoprop} ${short} --no-run; echo "exit code $?"`);
    await shell.until(/exit code 0/);
    const kept = await shell.prompt();
    expect(kept).toMatch(/contestant +solved +95 % interval.*Not enough evidence.*repeat {2}npx genoprop/s);
    await expectUsable(shell);
  });

  it('has no colours under NO_COLOR, and others without it', async () => {
    const shell = open();
    await shell.prompt();
    const coloured = (): boolean => shell.rows({ colours: true }).join('\n').includes('\x1b[');
    shell.line(`NO_COLOR=1 ${genoprop} ${endless} --no-run`);
    await shell.until(/A genitor\S* +breeding/);
    expect(coloured()).toBe(false);
    shell.press('C-c');
    await shell.prompt();
    shell.line(`clear; ${genoprop} ${endless} --no-run`);
    await shell.until(/A genitor\S* +breeding/);
    expect(coloured()).toBe(true);
  });

  it('leaves the terminal as it was when the process is asked to end', async () => {
    const shell = open();
    await shell.prompt();
    shell.line(`${genoprop} ${endless} --no-run & echo $! > pid; fg; echo "exit code $?"`);
    await shell.until(/A genitor\S* +breeding/);
    const ender = openWindow(folder, 80, 24);
    ender.line('kill -TERM $(cat pid)');
    await shell.until(/exit code 143/);
    ender.close();
    await expectUsable(shell);
  });

  it('ends at once at a second Ctrl-C, and leaves the terminal as it was', async () => {
    const shell = open();
    await shell.prompt();
    shell.line(`${genoprop} ${endless} --no-run; echo "exit code $?"`);
    await shell.until(/A genitor\S* +breeding/);
    shell.press('C-c', 'C-c');
    await shell.until(/exit code 130/);
    await expectUsable(shell);
  });
});

describe.skipIf(!hasTmux)(
  'watching a run that another process writes (skipped where there is no tmux)',
  () => {
    it('shows it while it is played, and its verdict when it is over', async () => {
      const player = start([...endless.split(' '), '--plain', '--run', 'watched.run'], { cwd: folder });
      await player.until('started');
      const shell = open();
      await shell.prompt();
      shell.line(`${genoprop} watch watched.run --panel inside; echo "exit code $?"`);
      await shell.until(/3 inside.*seed 1, (breeding|training)/s);
      const evaluations = /(\S+) evaluations/.exec(await shell.until(/evaluations/))![1];
      await shell.until(new RegExp(`seed 1, breeding, (?!${evaluations} )\\S+ evaluations`));
      shell.press('p');
      await shell.until(/ held .*p go on/s);
      shell.press('p', '1');
      await shell.until(/1 race.*running.*p hold/s);
      player.child.kill('SIGINT');
      expect((await player.ended).code).toBe(130);
      await shell.until(/ stopped .*contestant +solved.*No verdict/s);
      shell.press('4');
      await shell.until(/test sequence 1 of 16/);
      shell.press('q');
      await shell.until(/exit code 0/);
      expect(await shell.prompt()).toMatch(/No verdict.*stopped: 0 of 4 trials have ended/s);
      await expectUsable(shell);
    });
  },
);
