/** Chart of the page: drawn when it comes near the window, redrawn when a switch, the width or the theme changes. */
import type { ECharts } from 'echarts/core';
import { dark, light, type Theme } from '../charts/theme.ts';
import type { View } from '../charts/view.ts';
import { echarts } from '../echarts.ts';
import type { Figure } from '../figures/figure.ts';
import { onGround, plainSvg } from '../plain-svg.ts';
import { Probe } from './probe.ts';

export class PageChart {
  readonly element: HTMLElement;
  #figure: Figure;
  #chart: ECharts | null = null;
  #probe: Probe | null = null;
  /** True where an SVG stands in place of a chart. */
  #isPlain = false;
  #isStale = false;

  constructor(figure: Figure, element: HTMLElement) {
    this.#figure = figure;
    this.element = element;
  }

  get figure(): Figure {
    return this.#figure;
  }

  /** True where the drawing is of former data. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Takes the figure of other data; it is seen after the next `draw`. */
  show(figure: Figure): void {
    this.#figure = figure;
    this.#isStale = this.isDrawn;
  }

  /** Frees what the drawing holds. */
  end(): void {
    this.#chart?.dispose();
    this.#chart = null;
  }

  get isDrawn(): boolean {
    return this.#chart !== null || this.#isPlain;
  }

  draw(view: View, isDark: boolean, width = Math.floor(this.element.clientWidth)): void {
    const theme: Theme = isDark ? dark : light;
    this.#isStale = false;
    const { option, height, probes, empty, svg } = this.figure.draw({ ...view, width }, theme);
    this.element.toggleAttribute('data-empty', empty === true);
    this.element.style.height = `${height}px`;
    this.element.dataset.drawn = isDark ? 'dark' : 'light';
    if (svg !== undefined) {
      this.element.innerHTML = svg;
      this.#letScroll();
      this.#isPlain = true;
      return;
    }
    this.#chart ??= echarts.init(this.element, null, { renderer: 'svg', width, height });
    this.#chart.resize({ width, height });
    this.#chart.setOption(
      { ...option, tooltip: { ...(option.tooltip as object), transitionDuration: 0 } },
      true,
    );
    this.#probe ??= probes === undefined ? null : new Probe(this.element, this.#chart);
    this.#probe?.show(probes ?? []);
  }

  /** A drawing that is wider than the page scrolls by itself, by keys too. */
  #letScroll(): void {
    const drawn = this.element.querySelector('svg');
    const isWide = drawn !== null && drawn.width.baseVal.value > this.element.clientWidth + 1;
    this.element.classList.toggle('scrolls', isWide);
    if (isWide) this.element.tabIndex = 0;
    else this.element.removeAttribute('tabindex');
  }

  /** Standalone SVG in light colours, for papers. */
  svg(view: View): string {
    const { option, height, svg } = this.figure.draw({ ...view, width: 760, legend: true }, light);
    if (svg !== undefined) return onGround(svg, light);
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 760, height });
    chart.setOption({ ...option, backgroundColor: light.ground });
    const text = plainSvg(chart.renderToSVGString());
    chart.dispose();
    return text;
  }
}
