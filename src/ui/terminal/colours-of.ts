/** Number of colours that a terminal shows. */
import type { Surface } from '../../session/terminal.ts';
import type { Colours } from './styles.ts';

export function coloursOf({ colours }: Pick<Surface, 'colours'>, stream: NodeJS.WriteStream): Colours {
  if (!colours) return 0;
  return stream.getColorDepth() >= 8 ? 256 : 16;
}
