/** Long names without spaces, with places at which a line may end. */
import { escapeHtml } from '../escape.ts';
import { Html } from './markup.ts';

/** Name with line breaks allowed after the signs between it and its settings: `genitor:hidden=8,selection=rank`. */
export const breakable = (name: string): Html =>
  new Html(
    name
      .split(/(?<=[:,=/_])/)
      .map(escapeHtml)
      .join('<wbr>'),
  );
