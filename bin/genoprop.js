#!/usr/bin/env node
// Starts genoprop. Plain JavaScript in old syntax, so that an old Node gets to read why it will not do.
import { existsSync } from 'node:fs';
import module from 'node:module';
import process from 'node:process';

const NEEDED = '22.18';
/** The version, on npm, that genoprop is tested with. */
const TRIED = '26';

function atLeast(version, needed) {
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

const start = new URL('../dist/cli/main.js', import.meta.url);
if (!atLeast(process.versions.node, NEEDED)) {
  const isClone = existsSync(new URL('../src', import.meta.url));
  console.error(
    `genoprop: needs Node ${NEEDED} or newer and this is ${process.versions.node}; ` +
      (isClone
        ? 'inside a clone, `npx genoprop` and the npm scripts use the Node that `npm ci` installed'
        : `\`npm install node@${TRIED}\` beside it brings one, which \`npx genoprop\` then uses`),
  );
  process.exitCode = 2;
} else if (!existsSync(start)) {
  console.error('genoprop: not built yet, run `npm run build`');
  process.exitCode = 2;
} else {
  // Compiled code is kept between runs, which shortens the start.
  module.enableCompileCache();
  await import(start.href);
}
