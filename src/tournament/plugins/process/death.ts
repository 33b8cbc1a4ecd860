/** Cause of the end of a plugin's process, in words that follow `task my-task: `. */

export interface Death {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Last of what it wrote to its standard error. */
  readonly stderr: string;
}

/** Reasons that V8 and libuv give before they end a process. */
const REASONS = [
  /^FATAL ERROR: (?:\S+: )?(.+)$/m,
  /^# (Fatal JavaScript .+?)(?: \(see .*)?$/m,
  /^# (Check failed: .+)$/m,
  /(Assertion .+ failed)/,
];

export function deathOfProcess(death: Death): string {
  const reason = reasonIn(death.stderr);
  return `its process ${endOf(death)}${reason === null ? '' : `: ${reason}`}`;
}

/** Cause of an end before any code of the plugin ran. */
export function failedStart(death: Death): string {
  const lines = death.stderr.split('\n').map((line) => line.trim());
  const reason = reasonIn(death.stderr) ?? lines.find((line) => /error/i.test(line));
  return `its process did not start, it ${endOf(death)}${reason === undefined ? '' : `: ${reason}`}`;
}

const endOf = ({ code, signal }: Death): string =>
  signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;

function reasonIn(stderr: string): string | null {
  for (const reason of REASONS) {
    const found = reason.exec(stderr);
    if (found !== null) return found[1]!.trim();
  }
  return null;
}
