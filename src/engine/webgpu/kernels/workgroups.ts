/**
 * Number of workgroups for so many items: at most as many as a dispatch may have, since threads go on to further items.
 */
export const groupsFor = (items: number, threads: number, most: number): number =>
  Math.min(most, Math.max(1, Math.ceil(items / threads)));
