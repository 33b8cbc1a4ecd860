/** Names of the suites, in the order in which they run; known without loading the suites. */
export const suiteNames = [
  'checks',
  'peak',
  'forward',
  'gradient',
  'updates',
  'curvature',
  'strategies',
  'reservoir',
  'neat',
  'descents',
  'population',
  'genitor',
  'threads',
  'startup',
] as const;
