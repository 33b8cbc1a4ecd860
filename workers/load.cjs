/**
 * Loader of thread entries: `trial`, `evaluate`, `draw`, `points` and `retest` are the default exports of the modules of these
 * names beside this file, `.ts` in the source tree and `.js` where they were compiled. Piscina loads this file by
 * `require`, and the modules come by `import()`: Node 26 aborts the whole process when it ends while a thread is inside
 * `require` of an ES module.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const extension = existsSync(join(__dirname, 'trial.js')) ? '.js' : '.ts';

for (const entry of ['trial', 'evaluate', 'draw', 'points', 'retest']) {
  Object.defineProperty(exports, entry, {
    enumerable: true,
    get: () => import(`./${entry}${extension}`).then((module) => module.default),
  });
}
