/** Lines on the screen. All that panels show goes through here, so that there is one place that colours text. */
import { Text } from 'ink';
import { createContext, type ReactElement, useContext } from 'react';
import type { Colours } from './styles.ts';
import { cutLine, type Line, paintLine } from './text.ts';

/** What the terminal can show; tests and NO_COLOR have none. */
export const ColoursContext = createContext<Colours>(0);

export interface LinesProps {
  readonly lines: readonly Line[];
  /** No line is wider, no more lines are shown, and where there are fewer, empty ones follow. */
  readonly width: number;
  readonly height: number;
}

/** One text node for all lines: nodes cost more than lines. */
export function Lines({ lines, width, height }: LinesProps): ReactElement | null {
  const colours = useContext(ColoursContext);
  if (height <= 0 || width <= 0) return null;
  const rows = Array.from({ length: height }, (_, row) => {
    const text = paintLine(cutLine(lines[row] ?? [], width), colours);
    // A text without any character would take no room.
    return text === '' ? ' ' : text;
  });
  return <Text wrap="truncate">{rows.join('\n')}</Text>;
}
