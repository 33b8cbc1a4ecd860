/** The flags of all commands that load tasks from files: where their code runs. */

export const ISOLATE = [
  '--isolate',
  'run code of tasks from files in processes of its own, with few rights (default)',
] as const;

export const NO_ISOLATE = [
  '--no-isolate',
  'run it on threads of this process, with all your rights',
] as const;
