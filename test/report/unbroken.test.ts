import { expect, it } from 'vitest';
import { documentHtml } from '../../src/report/html/document.ts';
import { html } from '../../src/report/html/markup.ts';

it('keeps a number with its percent sign on one line, and leaves commands, attributes and data alone', () => {
  const main = html`<p title="5 % so">${95} % interval, 12.5 % of 8, 100 % wrong</p><code>--set 'a=5 % b'</code>`;
  const parts = { title: 'a', genoprop: '0', contents: html``, main, json: '{"a":"95 % interval"}' };
  const page = documentHtml(parts, { script: '', style: '' });
  expect(page).toContain(
    `<p title="5 % so">95\u00a0%\u00a0interval, 12.5\u00a0% of 8, 100\u00a0% wrong</p><code>--set 'a=5 % b'</code>`.replaceAll(
      '&#39;',
      "'",
    ),
  );
  expect(page).toContain('{"a":"95 % interval"}');
});
