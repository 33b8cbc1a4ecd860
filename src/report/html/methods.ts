/** How the comparison was made, for readers who have only the report. */
import type { ReportData } from '../data.ts';
import { type Html, html } from './markup.ts';

export const methodsSection = ({
  methods,
}: ReportData): Html => html`<section id="methods"><h2>How the comparison works</h2>
<ul class="methods">
<li><b>Trial.</b> One contestant on one task with one seed. It ends when the task is solved, when its budget is spent, or when its loss or gradient is no longer finite, which is a result like others.</li>
<li><b>Cost.</b> Multiply-accumulates (MACs) of the search, counted from formulas: an update pays for its forward and backward pass, breeding for every genome that it evaluates. Validation and test are free.</li>
<li><b>Same data.</b> Training sequences depend on seed, task and repetition alone; everybody is validated and tested on the same sequences.</li>
<li><b>Test.</b> The net that validated best answers the test sequences once, at the end. That alone decides whether a trial solved the task.</li>
<li><b>Rank.</b> Solved before unsolved, then the cheaper, then the lower test error, then the lower test loss.</li>
<li><b>Winner.</b> Named where the leader beats every other contestant by two-sided rank tests at 5 % with Holm’s correction; else the report says what was seen and that the evidence is not enough.</li>
</ul>
<h3>For a paper</h3>
<p class="note">What was played, how it was tested and with which versions. <code>genoprop show RUN --latex</code> gives the tables.</p>
<div class="command"><p id="methods-text">${methods}</p><button type="button" class="copy" data-copy="methods-text" aria-label="Copy the paragraph on methods">Copy</button></div>
</section>
`;
