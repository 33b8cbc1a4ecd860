/** Page of a replay: one file with its style, its script and the recorded steps inside. */
import { endText, type Replay } from '../../export/replay-champion.ts';
import { scriptJson } from '../escape.ts';
import type { Assets } from '../html/document.ts';
import { Html, html } from '../html/markup.ts';
import { type PlayData, playData } from './frames.ts';

export interface PlayPageParts {
  /** Script and style of the player, as built. */
  readonly player: Assets;
  /** Version of genoprop that writes the page. */
  readonly genoprop: string;
}

/** Numbers that are shown step by step; a task with more has too many rows to read. */
const MOST_ROWS = 24;

/** HTML of the page. The same replay gives the same bytes. */
export function playPage(replay: Replay, { player, genoprop }: PlayPageParts): string {
  const data = playData(replay);
  const { recording, starts, start, champion } = replay;
  const steps = recording.observations.length;
  const recorded = recording.isOver ? '' : ` The first ${steps} steps are recorded.`;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="genoprop ${genoprop} play">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${data.title} – genoprop play</title>
<link rel="icon" href="data:,">
<style>${new Html(player.style)}</style>
</head>
<body>
<main>
<h1>${data.title}</h1>
<p class="about">Start ${start} of ${starts} of the test: ${endText(replay)}.${recorded} Trial ${champion.about.trial.id}.</p>
${
  data.pictures.length === 0
    ? html`<p class="about">The task draws no picture.</p>`
    : html`<div class="scene"><canvas id="picture" role="img" aria-label="Picture of the episode at the chosen step"></canvas>${sideOf(data)}</div>
<p id="text" class="text"></p>`
}
<div class="controls">
<button type="button" id="play" aria-keyshortcuts="Space">Play</button>
<button type="button" id="back" aria-keyshortcuts="ArrowLeft">Step back</button>
<button type="button" id="forth" aria-keyshortcuts="ArrowRight">Step forth</button>
<label>Speed <select id="speed">${SPEEDS.map(
    (speed) => html`<option value="${speed}"${speed === 1 ? html` selected` : null}>${speed} ×</option>`,
  )}</select></label>
<label class="wide">Step <input type="range" id="step" min="1" max="${Math.max(1, steps)}" value="1"><output id="at" for="step"></output></label>
</div>
<div class="numbers">
${isDrawn(data) ? null : tableOf('sees', 'What it observes', data.sees)}
${tableOf('does', 'What it does', data.does)}
</div>
</main>
<script type="application/json" id="data">${new Html(scriptJson(data))}</script>
<script>${new Html(player.script.replaceAll('</script', '<\\/script'))}</script>
</body>
</html>
`;
  return page.text;
}

/** True where what the net observes is drawn at every step, so that no table has to list it. */
const isDrawn = ({ pictures }: PlayData): boolean =>
  pictures.length > 0 && pictures.every((picture) => 'raster' in picture && picture.seen !== null);

/** Places of the net's view and of its lamps, beside pictures in pixels that have them. */
function sideOf({ pictures }: PlayData): Html | null {
  const pixels = pictures.flatMap((picture) => ('raster' in picture ? [picture] : []));
  const [hasView, hasLamps] = [
    pixels.some(({ seen }) => seen !== null),
    pixels.some(({ lamps }) => lamps.length > 0),
  ];
  if (!hasView && !hasLamps) return null;
  return html`<div class="side">${
    hasView
      ? html`<p class="caption" id="sees-name">What it observes</p><canvas id="seen" role="img" aria-labelledby="sees-name"></canvas>`
      : null
  }${hasLamps ? html`<ul id="lamps" aria-label="What the net holds down"></ul>` : null}</div>`;
}

/** Speeds to choose from; at 1 an episode goes on by 25 steps a second. */
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8] as const;

function tableOf(id: string, caption: string, names: readonly string[]): Html {
  const rows = names.slice(0, MOST_ROWS);
  const more = names.length - rows.length;
  return html`<table id="${id}"><caption>${caption}</caption><tbody>${rows.map(
    (name) => html`<tr><th scope="row">${name}</th><td class="value"></td><td class="bar"><i></i></td></tr>`,
  )}</tbody>${more === 0 ? null : html`<tfoot><tr><td colspan="3">and ${more} more</td></tr></tfoot>`}</table>`;
}
