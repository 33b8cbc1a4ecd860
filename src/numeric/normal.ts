/** placeholder until the numeric helper writes it */
export function standardNormalQuantile(_p: number): number {
  return 0;
}
