/** Methods section: the conditions of the comparison, for readers who have only the report. */
import { METHODS } from '../../words/reading.ts';
import type { ReportData } from '../data.ts';
import { type Html, html } from './markup.ts';

export const methodsSection = ({
  methods,
}: ReportData): Html => html`<section id="methods"><h2>How the comparison works</h2>
<ul class="methods">
${METHODS.map(
  ({ name, text }) => html`<li><b>${name}.</b> ${text}</li>
`,
)}<li><b>Rank.</b> Solved before unsolved, then the cheaper, then the lower test error, then the lower test loss.</li>
<li><b>Winner.</b> Named where the leader beats every other contestant by two-sided rank tests at 5 % with Holm’s correction; else the report says what was seen and that the evidence is not enough.</li>
</ul>
<h3>For a paper</h3>
<p class="note">What was played, how it was tested and with which versions. <code>genoprop show RUN --latex</code> gives the tables.</p>
<div class="for-paper"><p id="methods-text">${methods}</p><button type="button" class="copy" data-copy="methods-text" aria-label="Copy the paragraph on methods">Copy</button></div>
</section>
`;
