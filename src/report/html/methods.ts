/** Methods section: the conditions of the comparison, for readers who have only the report. */
import { showsError } from '../../tournament/spec/criterion.ts';
import { METHODS } from '../../words/reading.ts';
import type { ReportData } from '../data.ts';
import { type Html, html } from './markup.ts';

/** Words for the nearness of an unsolved trial; the test error unless every task is judged by its score alone. */
const nearness = ({ tasks }: ReportData['spec']): string =>
  tasks.some(({ facts }) => showsError(facts.success))
    ? 'the lower test error'
    : `the better ${[...new Set(tasks.map(({ facts }) => facts.success.measure))].join(' or ')}`;

export const methodsSection = ({
  methods,
  spec,
}: ReportData): Html => html`<section id="methods"><h2>How the comparison works</h2>
<ul class="methods">
${METHODS.map(
  ({ name, text }) => html`<li><b>${name}.</b> ${text}</li>
`,
)}<li><b>Rank.</b> Solved before unsolved, then the cheaper, then ${nearness(spec)}, then the lower test loss.</li>
<li><b>Winner.</b> Named where the leader beats every other contestant by two-sided rank tests at 5 % with Holm’s correction; else the report says what was seen and that the evidence is not enough.</li>
</ul>
<h3>For a paper</h3>
<p class="note">What was played, how it was tested and with which versions. <code>genoprop show RUN --latex</code> gives the tables.</p>
<div class="for-paper"><p id="methods-text">${methods}</p><button type="button" class="copy" data-copy="methods-text" aria-label="Copy the paragraph on methods">Copy</button></div>
</section>
`;
