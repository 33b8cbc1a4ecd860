/** Standalone SVG files of drawings. */
import { escapeHtml } from './escape.ts';

/**
 * SVG without the parts that ECharts adds for pages that react to the pointer, some of which count up from drawing to
 * drawing.
 */
export function plainSvg(svg: string): string {
  return svg
    .replace(/<style ?>.*?<\/style>/gs, '')
    .replace(/<[^>]*>/g, (tag) =>
      tag.replace(/ (ecmeta_\w+|class|pointer-events)="[^"]*"/g, '').replaceAll(/(id="|url\(#)zr\d+-/g, '$1'),
    );
}

/** SVG with a ground of the theme's colour behind it. */
export const onGround = (svg: string, { ground }: { readonly ground: string }): string =>
  svg.replace(
    /^<svg[^>]*>/,
    (head) => `${head}<rect width="100%" height="100%" fill="${escapeHtml(ground)}"/>`,
  );
