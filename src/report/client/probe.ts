/** Tooltips of heat maps, by position, since their cells are no elements of their own. */
import type { ECharts } from 'echarts/core';

type Say = (x: number, y: number) => string | null;

export class Probe {
  #says: readonly Say[] = [];

  constructor(element: HTMLElement, chart: ECharts) {
    const box = document.createElement('div');
    box.className = 'probe';
    box.hidden = true;
    element.append(box);
    element.addEventListener('pointermove', (event) => {
      const frame = element.getBoundingClientRect();
      const at: [number, number] = [event.clientX - frame.left, event.clientY - frame.top];
      const said = this.#saidAt(chart, at);
      box.hidden = said === null;
      if (said === null) return;
      box.innerHTML = said;
      const left = Math.min(at[0] + 14, frame.width - box.offsetWidth - 2);
      const above = at[1] - box.offsetHeight - 10;
      box.style.left = `${Math.max(0, left)}px`;
      box.style.top = `${above > 0 ? above : at[1] + 18}px`;
    });
    element.addEventListener('pointerleave', () => {
      box.hidden = true;
    });
  }

  /**
   * Shows the tooltips at the pointer.
   * @param says one for each grid of the chart; the HTML that they return is safe
   */
  show(says: readonly Say[]): void {
    this.#says = says;
  }

  #saidAt(chart: ECharts, at: [number, number]): string | null {
    for (const [gridIndex, say] of this.#says.entries()) {
      if (!chart.containPixel({ gridIndex }, at)) continue;
      const [x, y] = chart.convertFromPixel({ gridIndex }, at) as [number, number];
      return say(x, y);
    }
    return null;
  }
}
