/** Component of lines on the screen. All panels draw through it, so that text is coloured in one place. */
import { Text } from 'ink';
import { createContext, type ReactElement, useContext } from 'react';
import type { Colours } from './styles.ts';
import { cutLine, type Line, paintLine } from './text.ts';

/** Number of colours of the terminal; tests and NO_COLOR have none. */
export const ColoursContext = createContext<Colours>(0);

export interface LinesProps {
  readonly lines: readonly Line[];
  /** Size of the block: lines are cut to the width, further lines are dropped, and missing ones are empty. */
  readonly width: number;
  readonly height: number;
}

/** Lines as one text node: nodes cost more than lines. */
export function Lines({ lines, width, height }: LinesProps): ReactElement | null {
  const colours = useContext(ColoursContext);
  if (height <= 0 || width <= 0) return null;
  const rows = Array.from({ length: height }, (_, row) => {
    const text = paintLine(cutLine(lines[row] ?? [], width), colours);
    // A text without any character would take no row.
    return text === '' ? ' ' : text;
  });
  return <Text wrap="truncate">{rows.join('\n')}</Text>;
}
