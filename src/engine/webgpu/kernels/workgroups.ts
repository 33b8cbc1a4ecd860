/** Workgroups for so many items: at most as many as a dispatch may have, for threads go on to further items. */
export const groupsFor = (items: number, threads: number, most: number): number =>
  Math.min(most, Math.max(1, Math.ceil(items / threads)));
