/** Panel: a line with its number and name, and its content below. */
import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Area } from '../model/layout.ts';
import { type PanelName, panels } from '../model/screen.ts';
import { Lines } from '../terminal/lines.tsx';
import { faint, heading, here } from '../terminal/styles.ts';
import { type Line, lineWidth, span } from '../terminal/text.ts';
import { fittingParts } from '../terminal/wrapped.ts';

export interface PanelProps extends Area {
  readonly name: PanelName;
  /** True for the panel that the keys act on. */
  readonly focused: boolean;
  /** Remarks beside the name; where they do not fit, the last are left out first. */
  readonly about: Line;
  readonly lines: readonly Line[];
}

export function Panel({ name, focused, about, lines, width, height }: PanelProps): ReactElement {
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Lines lines={[titleLine(name, focused, about, width), ...lines]} width={width} height={height} />
    </Box>
  );
}

function titleLine(name: PanelName, focused: boolean, about: Line, width: number): Line {
  const title = span(` ${panels.indexOf(name) + 1} ${name} `, focused ? here : heading);
  const room = width - title.text.length - 4;
  const shown = fittingParts(about, room);
  const left = [
    span('─', faint),
    title,
    span('─', faint),
    ...(shown.length > 0 ? [span(' '), ...shown, span(' ')] : []),
  ];
  return [...left, span('─'.repeat(Math.max(0, width - lineWidth(left))), faint)];
}
