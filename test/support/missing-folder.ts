/**
 * The path of a folder that does not exist on any machine: a scratch folder under a random name, made and removed again.
 * A fixed path such as `/nowhere` is somebody's folder sooner or later.
 */
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function missingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-missing-'));
  rmdirSync(folder);
  return folder;
}
