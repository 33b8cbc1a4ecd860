/** HTML document of a report: one file, with its style, its script and its data inside. */
import { paletteCss } from './legend.ts';
import { Html, html } from './markup.ts';
import { unbroken } from './unbroken.ts';

/** Script and style, as they stand in the page. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

export interface DocumentParts {
  readonly title: string;
  /** Kind of the page: the last word of its mark. Default: report. */
  readonly kind?: 'report' | 'lab';
  /** Version of genoprop that writes the page. */
  readonly genoprop: string;
  /** Table of contents, as list items. */
  readonly contents: Html;
  readonly main: Html;
  /** Data, as it may stand in a script element. */
  readonly json: string;
}

/** Generator mark by which a file is recognised as a page of that kind. */
export const generator = (version: string, kind: NonNullable<DocumentParts['kind']> = 'report'): string =>
  `genoprop ${version} ${kind}`;

export function documentHtml(
  { title, kind = 'report', genoprop, contents, main, json }: DocumentParts,
  { script, style }: Assets,
): string {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${generator(genoprop, kind)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<title>${title} – genoprop ${kind}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}${new Html(paletteCss)}</style>
</head>
<body>
<a class="skip" href="#verdict">${kind === 'report' ? 'To the verdict' : 'To the findings'}</a>
<div class="page">
<nav aria-label="Contents"><details class="contents" open><summary>Contents</summary><ul>
${contents}
</ul></details>${themeSwitch}</nav>
<main>
${unbroken(main)}</main>
</div>
<script type="application/json" id="data">${new Html(json)}</script>
<script>${new Html(script.replaceAll('</script', '<\\/script'))}</script>
</body>
</html>
`;
  return page.text;
}

const themeSwitch = html`<fieldset class="theme"><legend>Colours</legend><span class="segments">${(
  [
    ['auto', 'Auto'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ] as const
).map(
  ([value, text]) =>
    html`<label><input type="radio" name="theme" value="${value}"${value === 'auto' ? html` checked` : null}><span>${text}</span></label>`,
)}</span></fieldset>`;
