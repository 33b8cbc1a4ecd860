/** What a component looks like on a terminal of some size, as Ink draws it. */
import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink';
import type { ReactElement } from 'react';
import stringWidth from 'string-width';
import { App } from '../../../src/ui/app.tsx';
import type { Area } from '../../../src/ui/model/layout.ts';
import { firstScreen, type Screen } from '../../../src/ui/model/screen.ts';
import type { Shown } from '../../../src/ui/model/shown.ts';
import { ColoursContext } from '../../../src/ui/terminal/lines.tsx';
import type { Colours } from '../../../src/ui/terminal/styles.ts';

/** As ink-testing-library's, which is always 100 columns wide. */
class Output extends EventEmitter {
  readonly columns: number;
  readonly rows: number;
  last = '';

  constructor({ width, height }: Area) {
    super();
    this.columns = width;
    this.rows = height;
  }

  readonly write = (frame: string): boolean => {
    this.last = frame;
    return true;
  };
}

/** The rows that Ink draws, control sequences among them. */
export function rowsOf(element: ReactElement, size: Area, colours: Colours = 0): string[] {
  const output = new Output(size);
  const tree = <ColoursContext.Provider value={colours}>{element}</ColoursContext.Provider>;
  const { unmount } = render(tree, {
    stdout: output as unknown as NodeJS.WriteStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const frame = output.last;
  unmount();
  return frame.split('\n');
}

/** The whole interface. */
export function frameOf(
  shown: Shown,
  size: Area,
  screen: Partial<Screen> = {},
  colours: Colours = 0,
): string[] {
  const app = <App shown={shown} screen={{ ...firstScreen, ...screen }} size={size} colours={colours} />;
  return rowsOf(app, size, colours);
}

export const sizes: readonly (readonly [name: string, size: Area])[] = [
  ['80x24', { width: 80, height: 24 }],
  ['160x50', { width: 160, height: 50 }],
  ['40x10', { width: 40, height: 10 }],
  ['70x60', { width: 70, height: 60 }],
];

/** Columns of the widest row. */
export const widest = (rows: readonly string[]): number =>
  Math.max(...rows.map((row) => stringWidth(stripVTControlCharacters(row))));
