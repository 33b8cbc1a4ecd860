/**
 * HTML of the playground: a page for a folder, with its scripts and its worker beside it, or one file with all inside.
 * Its script fills it; without one it says so. The boot script comes first, so that the workers start before the charts
 * are loaded.
 */
import { generator, themeSwitch } from '../report/html/document.ts';
import { paletteCss } from '../report/html/legend.ts';
import { Html, html } from '../report/html/markup.ts';
import { FOLDER } from './folder.ts';

/** Texts that one file holds. */
export interface OneFileParts {
  readonly style: string;
  readonly boot: string;
  /** Licences of what the packed script holds. */
  readonly notice: string;
  /** Script of the page, script of the worker, and the kernels: deflated, in base64. */
  readonly script: string;
  readonly worker: string;
  readonly kernels: string;
}

/** Parts of the policy that both forms share. Charts set attributes of style, and pictures are saved from blobs. */
const SHARED = "img-src data: blob:; base-uri 'none'; form-action 'none'";

/** Policy of the folder: scripts, worker, kernels and style from beside the page alone. */
export const FOLDER_POLICY = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; ${SHARED}`;

/** Policy of the one file: nothing can be fetched at all. */
const FILE_POLICY = `default-src 'none'; script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; ${SHARED}`;

/** Style of the folder, with the contestants' colours. */
export const folderStyle = (style: string): string => style + paletteCss;

/** Page of the folder. */
export const folderPage = (version: string): string =>
  documentOf(version, {
    policy: FOLDER_POLICY,
    style: html`<link rel="stylesheet" href="${FOLDER.style}">`,
    before: html`<script src="${FOLDER.boot}"></script>
<link rel="preload" as="script" href="${FOLDER.script}">`,
    after: html`<script src="${FOLDER.script}"></script>`,
  });

/** Page with all inside. */
export const oneFilePage = (
  version: string,
  { style, boot, notice, script, worker, kernels }: OneFileParts,
): string =>
  documentOf(version, {
    policy: FILE_POLICY,
    style: html`<style>${new Html(style)}</style>`,
    before: html`<script type="text/plain" id="kernels">${new Html(kernels)}</script>
<script type="text/plain" id="worker">${new Html(worker)}</script>
<script type="text/plain" id="script">${new Html(script)}</script>
<script>${inside(boot)}</script>`,
    after: html`<script type="text/plain" id="notice">${inside(notice)}</script>`,
  });

/** Script that cannot end its element. */
const inside = (text: string): Html => new Html(text.replaceAll('</script', '<\\/script'));

interface Parts {
  readonly policy: string;
  readonly style: Html;
  readonly before: Html;
  readonly after: Html;
}

const documentOf = (version: string, { policy, style, before, after }: Parts): string =>
  html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${generator(version, 'playground')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>genoprop playground</title>
<link rel="icon" href="data:,">
${before}
${style}
</head>
<body>
<a class="skip" href="#contestants">To the contestants</a>
<div class="ground">
${top}
<main>
${opening}
${controls}
${live}
${figures}
${asking}
${keeping}
</main>
${bottom}
</div>
${after}
</body>
</html>
`.text;

const top = html`<header class="top"><p class="kicker">genoprop playground</p>${themeSwitch}</header>`;

const opening = html`<section id="opening">
<h1 id="title">Bred against trained nets</h1>
<noscript><p class="banner">This page is a program that runs in your browser; allow scripts to see it.</p></noscript>
<p class="banner" id="lack" role="alert" hidden></p>
<div class="opening">
<div>
<p id="about">Two ways to find the weights of the same recurrent net play the same task, under the same budget: breeding, which tries and selects, and training by gradients.</p>
<p class="note">Everything runs in this browser, with the program’s own code. Nothing is stored, and nothing is sent.</p>
</div>
<figure class="example" id="example" hidden><figcaption id="example-words"></figcaption><div id="example-picture"></div></figure>
</div>
</section>`;

const controls = html`<section aria-label="Settings" id="settings">
<form id="form" novalidate>
<div class="fields">
<div class="field"><label for="task">Task</label><select id="task" name="task"></select></div>
<div class="field" id="length-field"><label for="length">Length</label><input id="length" inputmode="numeric" autocomplete="off"></div>
<div class="field"><label for="seed">Seed</label><input id="seed" inputmode="numeric" autocomplete="off"></div>
<div class="field"><label for="budget">Budget a trial</label><input id="budget" autocomplete="off" aria-describedby="budget-hint"></div>
</div>
<p class="note" id="budget-hint">Budget: multiply-accumulates (<code>3e10mac</code>), seconds (<code>60s</code>), <code>20000update</code> or <code>100000evaluation</code>; several with spaces, the first reached ends a trial.</p>
<fieldset class="who"><legend>Contestants</legend><div class="actions"><div id="who"></div><button type="button" class="plain" id="add">Add a contestant</button></div></fieldset>
<details class="all" id="more"><summary>All settings</summary><div id="all-settings"></div></details>
<p class="wrong" id="wrong" role="alert" hidden></p>
<div class="actions"><button type="submit" class="main" id="play">Play with these settings</button></div>
</form>
</section>`;

const live = html`<section id="contestants" aria-label="Contestants" tabindex="-1">
<div class="actions" id="orders" role="group" aria-label="Trials">
<button type="button" id="pause">Pause</button>
<button type="button" id="one">One validation</button>
<button type="button" id="again">Again</button>
<button type="button" id="next">Next seed</button>
<button type="button" id="five">5 seeds</button>
<label class="check"><input type="checkbox" id="background"> Go on in the background</label>
</div>
<p class="status" id="status" role="status"></p>
<div class="cards" id="cards"></div>
<div class="verdict" id="verdict" hidden><p class="who" id="verdict-head"></p><p id="verdict-text"></p></div>
<div id="verdict-rows"></div>
</section>`;

const figures = html`<section id="curves"><h2>Curves</h2>
<p class="none" id="no-curves">The curves begin with the first validations.</p><div id="legend-curves"></div><div class="figures" id="figures-results"></div></section>
<section id="inside"><details class="fold" open><summary><h2>Inside the searches</h2></summary>
<p class="none" id="no-inside">What the searches tell of themselves is drawn after the first validations.</p><div id="controls-inside"></div><div class="figures" id="figures-inside"></div></details></section>`;

const asking = html`<section id="ask" hidden><details class="fold" open><summary><h2>Ask the nets yourself</h2></summary>
<p id="ask-words"></p>
<div class="asked" id="asked"></div>
<div id="answers"></div>
<div class="figures" id="figures-nets"></div></details></section>
<section id="episodes" hidden><details class="fold" open><summary><h2>Episodes of the nets, and your own</h2></summary>
<p>An episode task shows a net what it did: each action changes what it sees next. Films are of each contestant’s best net so far.</p>
<div class="actions" id="starts"><label class="check" for="start">Start of the test</label><button type="button" id="start-before" aria-label="Start before">‹</button><input id="start" inputmode="numeric" value="1" size="4"><button type="button" id="start-after" aria-label="Next start">›</button></div>
<div class="figures" id="figures-films"></div>
<div id="world"></div></details></section>`;

const keeping = html`<section id="keep"><h2>Share and keep</h2>
<div class="pair">
<div><h3>The same page</h3><p class="note" id="link-words">The address holds all settings and what is shown.</p><button type="button" id="copy-link">Copy link</button></div>
<div><h3>The same numbers in a terminal</h3><div class="command"><pre id="command" tabindex="0" role="region" aria-label="Command"></pre><button type="button" class="copy" data-copy="command">Copy command</button></div></div>
</div>
<h3>Files</h3>
<p class="note">Every chart is saved as SVG by the link above it.</p>
<ul class="downloads" id="files"></ul></section>`;

const bottom = html`<footer class="foot"><h2>What this page is, and what it is not</h2>
<p>It plays with the learners, tasks, trial loop and kernels of genoprop, unchanged: for the same seed every number is the same as in a terminal, to the last bit. Only the seconds are this browser’s. A browser is about half as fast as Node for breeding and a third as fast for training, so that this is no place for benchmarks: runs of many seeds, long sequences and timings belong in a terminal.</p>
<p id="machine" class="note"></p></footer>`;
