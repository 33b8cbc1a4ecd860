/** A drawing of ECharts as a file that stands by itself. */

/** Without what ECharts adds for pages that react to the pointer, some of which counts up from drawing to drawing. */
export function plainSvg(svg: string): string {
  return svg
    .replace(/<style ?>.*?<\/style>/gs, '')
    .replace(/<[^>]*>/g, (tag) =>
      tag.replace(/ (ecmeta_\w+|class|pointer-events)="[^"]*"/g, '').replaceAll(/(id="|url\(#)zr\d+-/g, '$1'),
    );
}
