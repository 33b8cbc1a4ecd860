import { expect, it } from 'vitest';
import { escapeHtml, scriptJson } from '../../src/report/escape.ts';
import { Html, html } from '../../src/report/html/markup.ts';

it('text for HTML keeps nothing that could end an element or an attribute', () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
});

it('JSON for a script element neither ends it nor breaks a line of script, and reads back the same', () => {
  const value = { name: '</script><!-- \u2028 \u2029', list: ['<', '>'] };
  const written = scriptJson(value);
  expect(written).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(written)).toEqual(value);
});

it('a template escapes what is text, keeps what is HTML, and leaves nothing of null', () => {
  const part = html`<b>${'a<b'}</b>`;
  expect(html`${part}${null}${false}${['<', new Html('<i>')]}${7}`.text).toBe('<b>a&lt;b</b>&lt;<i>7');
});
