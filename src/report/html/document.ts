/** HTML document of a report: one file with its style, script and data inside, or a page that a server gives. */
import { paletteCss } from './legend.ts';
import { Html, html } from './markup.ts';
import { unbroken } from './unbroken.ts';

/** Script and style, as they stand in the page. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** Addresses of script and style, where a server gives them; the page's policy then is a header of its answer. */
export interface LinkedAssets {
  readonly scriptAt: string;
  readonly styleAt: string;
}

type PageKind = 'report' | 'lab';

export interface DocumentParts {
  readonly title: string;
  /** Kind of the page: the last word of its mark. Default: report. */
  readonly kind?: PageKind;
  /** Words of the link that skips the contents. Default: those of the kind. */
  readonly skip?: string;
  /** Version of genoprop that writes the page. */
  readonly genoprop: string;
  /** Table of contents, as list items; null for a page without one. */
  readonly contents: Html | null;
  /** Links to other pages of a server, above the contents. */
  readonly links?: Html;
  /**
   * Stream of a live page: its address, the id after which it goes on, and the command that shows the page again where
   * its server ends with the run.
   */
  readonly stream?: { readonly address: string; readonly since: string; readonly again?: string };
  readonly main: Html;
  /** Data, as it may stand in a script element. */
  readonly json: string;
}

/** Generator mark by which a file is recognised as a page of that kind. */
export const generator = (version: string, kind: PageKind | 'playground' = 'report'): string =>
  `genoprop ${version} ${kind}`;

export function documentHtml(
  {
    title,
    kind = 'report',
    skip = SKIPS[kind],
    genoprop,
    contents,
    links,
    stream,
    main,
    json,
  }: DocumentParts,
  assets: Assets | LinkedAssets,
): string {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${generator(genoprop, kind)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${'script' in assets ? inlinePolicy : null}<title>${title} – genoprop${'script' in assets ? ` ${kind}` : ''}</title>
<link rel="icon" href="data:,">
${'script' in assets ? html`<style>${new Html(assets.style)}${new Html(paletteCss)}</style>` : html`<link rel="stylesheet" href="${assets.styleAt}">`}
</head>
<body${stream === undefined ? null : html` data-stream="${stream.address}" data-since="${stream.since}"${stream.again === undefined ? null : html` data-again="${stream.again}"`}`}>
<a class="skip" href="#verdict">${skip}</a>
<div class="page">
<nav aria-label="Contents">${links ?? null}${
    contents === null
      ? null
      : html`<details class="contents" open><summary>Contents</summary><ul>
${contents}
</ul></details>`
  }${themeSwitch}</nav>
<main>
${unbroken(main)}</main>
</div>
<script type="application/json" id="data">${new Html(json)}</script>
${'script' in assets ? html`<script>${new Html(assets.script.replaceAll('</script', '<\\/script'))}</script>` : html`<script src="${assets.scriptAt}"></script>`}
</body>
</html>
`;
  return page.text;
}

const SKIPS: Readonly<Record<PageKind, string>> = {
  report: 'To the verdict',
  lab: 'To the findings',
};

const inlinePolicy = html`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
`;

export const themeSwitch = html`<fieldset class="theme"><legend>Colours</legend><span class="segments">${(
  [
    ['auto', 'Auto'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ] as const
).map(
  ([value, text]) =>
    html`<label><input type="radio" name="theme" value="${value}"${value === 'auto' ? html` checked` : null}><span>${text}</span></label>`,
)}</span></fieldset>`;
