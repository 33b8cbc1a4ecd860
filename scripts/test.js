/**
 * Test runner: type check, lint and all tests; the last line counts them: `N passed, N failed[, N skipped]`.
 * Arguments are passed on to vitest (a file or a name pattern).
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'genoprop-test-'));
const report = join(scratch, 'vitest.json');

/** Runs a program of node_modules under this Node; true when it succeeded. */
function run(title, script, ...args) {
  console.log(`\n# ${title}`);
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return status === 0;
}

/** The same beside others: what it printed follows when it has ended. */
function runBeside(title, script, ...args) {
  const program = spawn(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root });
  const printed = [];
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (data) => printed.push(data));
  return new Promise((resolve) => {
    program.on('close', (status) => {
      console.log(`\n# ${title}\n${Buffer.concat(printed)}`.trimEnd());
      resolve(status === 0);
    });
  });
}

const checks = await Promise.all([
  runBeside('types', 'typescript/bin/tsc', '--noEmit'),
  runBeside('lint and format', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
]);
const testsRan = run(
  'tests',
  'vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
);

let counts = { numPassedTests: 0, numFailedTests: testsRan ? 0 : 1, numPendingTests: 0, testResults: [] };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  console.log('vitest left no report');
}
rmSync(scratch, { recursive: true, force: true });

// A test file that does not load has no tests to count, yet is a failure.
const brokenFiles = counts.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
);
const skipped = counts.testResults.flatMap((file) =>
  file.assertionResults.filter((test) => test.status === 'pending' || test.status === 'skipped'),
);
for (const test of skipped) console.log(`skipped: ${test.fullName}`);

const failedChecks = checks.filter((passed) => !passed).length;
const passed = counts.numPassedTests + checks.length - failedChecks;
const failed = counts.numFailedTests + brokenFiles.length + failedChecks;
console.log(`\n${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
process.exitCode = failed > 0 || !testsRan ? 1 : 0;
