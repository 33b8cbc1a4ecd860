import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Shown } from '../../src/ui/model/shown.ts';
import { openStage, type Stage, type StageOptions } from '../../src/ui/stage.tsx';
import { holdOutput } from '../../src/ui/terminal/hold-output.ts';
import { Painter } from '../../src/ui/terminal/painter.ts';
import { FakeKeyboard, FakeTerminal } from '../support/ui/fake-terminal.ts';
import { midway } from '../support/ui/scenes.ts';

interface Played {
  readonly terminal: FakeTerminal;
  readonly keyboard: FakeKeyboard;
  readonly stage: Stage;
  readonly told: string[];
}

let playing: Stage | null = null;
afterEach(() => playing?.close());

function play(given: Partial<StageOptions> = {}): Played {
  const terminal = new FakeTerminal();
  const keyboard = new FakeKeyboard();
  const told: string[] = [];
  const shown = midway();
  playing = openStage({
    stream: terminal as unknown as NodeJS.WriteStream,
    input: keyboard as unknown as NodeJS.ReadStream,
    colours: 0,
    shown: () => shown,
    onPaused: (paused) => told.push(paused ? 'paused' : 'going on'),
    onQuit: (how) => told.push(how),
    onNeedSpecimens: (task) => told.push(`needs ${task}`),
    onFailure: (error) => told.push(`failed: ${(error as Error).message}`),
    ...given,
  });
  return { terminal, keyboard, stage: playing, told };
}

describe('the stage', () => {
  it('draws at once on the alternate screen, without a cursor, and reads the keyboard raw', async () => {
    const { terminal, keyboard } = play();
    const text = terminal.take();
    expect(text).toContain('\x1b[?1049h');
    expect(text).toContain('\x1b[?25l');
    expect(text).toContain('1 race');
    await wait(10);
    expect(keyboard.raw).toBe(true);
  });

  it('leaves the terminal as it was', async () => {
    const { terminal, keyboard, stage } = play();
    await wait(10);
    terminal.take();
    stage.close();
    await wait(10);
    const text = terminal.take();
    expect(text).toContain('\x1b[?1049l');
    expect(text).toContain('\x1b[?25h');
    expect(keyboard.raw).toBe(false);
    expect(terminal.listenerCount('resize')).toBe(0);
    stage.close();
    expect(terminal.take()).toBe('');
  });

  it('answers keys at once, several that come together too', async () => {
    const { terminal, keyboard, told } = play();
    await wait(10);
    terminal.take();
    keyboard.type('2');
    expect(terminal.take()).toContain('2 curves');
    keyboard.type('p3');
    expect(told).toEqual(['paused']);
    expect(terminal.take()).toContain('3 inside');
    keyboard.type('\x1b[B');
    keyboard.type('\t');
    expect(terminal.take()).toContain('4 nets');
    keyboard.type('pq\x03');
    expect(told.filter((one) => one !== 'needs order')).toEqual(['paused', 'going on', 'quit', 'interrupt']);
    expect(told).toContain('needs order');
  });

  it('writes only what has changed, and nothing where nothing has', async () => {
    let shown: Shown = midway();
    const { terminal, stage } = play({ shown: () => shown });
    await wait(10);
    const whole = terminal.take().length;
    stage.now();
    expect(terminal.take()).toBe('');
    shown = { ...shown, elapsed: 13 };
    stage.now();
    const text = terminal.take();
    expect(text).toContain('13s');
    expect(text.length).toBeLessThan(whole / 5);
  });

  it('draws a change before long, and not before that', async () => {
    let drawn = 0;
    const shown = midway();
    const { stage } = play({
      shown: () => {
        drawn++;
        return shown;
      },
    });
    const before = drawn;
    for (let time = 0; time < 50; time++) stage.changed();
    expect(drawn).toBe(before);
    await wait(300);
    expect(drawn).toBeGreaterThan(before);
    expect(drawn).toBeLessThan(before + 4);
  });

  it('lays itself out anew when the terminal changes its size', async () => {
    const { terminal } = play();
    await wait(10);
    terminal.take();
    terminal.resize(160, 50);
    const large = terminal.take();
    for (const panel of ['1 race', '2 curves', '3 inside', '4 nets']) expect(large).toContain(panel);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: places on the terminal are written so
    const places = [...large.matchAll(/\x1b\[(\d+);\d+H/g)].map(([, row]) => Number(row));
    expect(Math.max(...places)).toBe(49);
    terminal.resize(40, 10);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: places on the terminal are written so
    const small = [...terminal.take().matchAll(/\x1b\[(\d+);\d+H/g)].map(([, row]) => Number(row));
    expect(Math.max(...small)).toBeLessThan(10);
  });

  it('closes itself when it cannot draw, and says why', () => {
    let broken = false;
    const shown = midway();
    const { terminal, stage, told } = play({
      shown() {
        if (broken) throw new Error('no such thing');
        return shown;
      },
    });
    terminal.take();
    broken = true;
    stage.now();
    expect(told).toEqual(['failed: no such thing']);
    expect(terminal.take()).toContain('\x1b[?1049l');
  });

  it('does without keys where there is no keyboard', async () => {
    const keyboard = Object.assign(new FakeKeyboard(), { isTTY: false });
    const { terminal } = play({
      input: keyboard as unknown as NodeJS.ReadStream,
      shown: () => ({ ...midway(), keys: false }),
    });
    await wait(10);
    expect(keyboard.raw).toBe(false);
    expect(terminal.take()).toContain('no keyboard here');
  });

  it('holds back what others write, and gives it out at the end', () => {
    const { terminal, stage } = play();
    terminal.take();
    terminal.write('(node:1) Warning: something\n');
    expect(terminal.take()).toBe('');
    stage.close();
    const text = terminal.take();
    expect(text.indexOf('Warning: something')).toBeGreaterThan(text.indexOf('\x1b[?1049l'));
  });
});

describe('held output', () => {
  it('keeps the end of a flood, and calls back whoever waits', async () => {
    const terminal = new FakeTerminal();
    const held = holdOutput(terminal as unknown as NodeJS.WriteStream);
    let called = false;
    for (let index = 0; index < 1500; index++) terminal.write(`${index};`);
    terminal.write('last', () => {
      called = true;
    });
    held.write('own');
    expect(terminal.take()).toBe('own');
    await wait(1);
    expect(called).toBe(true);
    held.release();
    const text = terminal.take();
    expect(text.startsWith('501;')).toBe(true);
    expect(text.endsWith('1499;last')).toBe(true);
    terminal.write('free');
    expect(terminal.take()).toBe('free');
  });
});

describe('the painter', () => {
  const part = (x: number, y: number, ...lines: string[]) => ({ x, y, width: 5, height: 2, lines });

  it('puts lines at their places, each in an emptied space, in one write', () => {
    const writes: string[] = [];
    const painter = new Painter((text) => writes.push(text));
    painter.paint([part(0, 0, 'one', 'two'), part(7, 0, 'x')]);
    expect(writes).toHaveLength(1);
    expect(writes[0]).toBe(
      '\x1b[?2026h\x1b[1;1H\x1b[5Xone\x1b[2;1H\x1b[5Xtwo\x1b[1;8H\x1b[5Xx\x1b[2;8H\x1b[5X\x1b[1;1H\x1b[?2026l',
    );
    painter.paint([part(0, 0, 'one', 'TWO'), part(7, 0, 'x')]);
    expect(writes[1]).toBe('\x1b[?2026h\x1b[2;1H\x1b[5XTWO\x1b[1;1H\x1b[?2026l');
    painter.paint([part(0, 0, 'one', 'TWO'), part(7, 0, 'x')]);
    expect(writes).toHaveLength(2);
  });

  it('clears the screen when parts lie otherwise, and draws all when it is to forget', () => {
    const writes: string[] = [];
    const painter = new Painter((text) => writes.push(text));
    painter.paint([part(0, 0, 'one')]);
    painter.paint([part(0, 1, 'one')]);
    expect(writes[1]).toContain('\x1b[2J');
    painter.forget();
    painter.paint([part(0, 1, 'one')]);
    expect(writes[2]).toContain('one');
    expect(writes[2]).not.toContain('\x1b[2J');
  });
});
