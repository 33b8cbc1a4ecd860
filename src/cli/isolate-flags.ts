/** The flags of all commands that play trials: where code of tasks from files runs. */

export const ISOLATE = [
  '--isolate',
  'play trials of tasks from files in processes of their own, with few rights (default)',
] as const;

export const NO_ISOLATE = [
  '--no-isolate',
  'play them on threads of this process, with all your rights',
] as const;
