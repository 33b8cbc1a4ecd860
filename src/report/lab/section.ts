/** Section of a report on what the lab has found in its run. */
import type { ReportData } from '../data.ts';
import { type Html, html } from '../html/markup.ts';
import type { ReportLab } from './data.ts';
import { factsHtml, figuresHtml, saysHtml } from './html.ts';

export function labSection({ lab = [] }: Pick<ReportData, 'lab'>): Html | null {
  if (lab.length === 0) return null;
  return html`<section id="lab"><h2>Lab</h2>
<p>Views that look into the nets and the learners of this run. Each says what it has found, and how sure that is; <code>genoprop lab NAME RUN</code> shows one with other options.</p>
${lab.map(partHtml)}</section>
`;
}

function partHtml(part: ReportLab): Html {
  const { view, summary, says, facts, figures, failed, left } = part;
  return html`<section id="lab-${view}" class="view"><h3>${view}: ${summary}</h3>
${
  failed === undefined
    ? html`${saysHtml(says)}${factsHtml(facts)}${left === undefined ? null : html`<p class="note">${left.replaceAll('`', '')}</p>`}${figures.length === 0 ? null : figuresHtml(part, 4)}`
    : html`<p class="none">Not shown: ${failed.replaceAll('`', '')}.</p>`
}</section>
`;
}
