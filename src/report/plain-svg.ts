/** Standalone SVG file of a drawing of ECharts. */

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
