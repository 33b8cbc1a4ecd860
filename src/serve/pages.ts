/** Answers of the server that are not pages of runs: refusals, redirects, files. */
import type { ServerResponse } from 'node:http';
import { html } from '../report/html/markup.ts';

/** Answer with a body. */
export interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export const htmlAnswer = (body: string, status = 200): Answer => ({
  status,
  type: 'text/html; charset=utf-8',
  body,
});

export const jsonAnswer = (value: unknown): Answer => ({
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

/** Page of one sentence, which needs no style and no script. */
export const sentencePage = (title: string, text: string): string =>
  html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title} – genoprop</title><link rel="icon" href="data:,"></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`.text;

export function write(response: ServerResponse, { status = 200, type, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  });
  // Node leaves the body of an answer to HEAD out.
  response.end(body);
}
