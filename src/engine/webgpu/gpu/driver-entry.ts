/**
 * Driver entry: the file by which Vulkan's loader finds a driver's library, for machines that have the library and no
 * entry for it. The file is in the folder for temporary files until the process ends.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Text of the entry of a library, given by its name or path. */
export const entryText = (library: string): string =>
  `${JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.3.0' } })}\n`;

/** Writes an entry. Returns its path. */
export function writeDriverEntry(library: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-vulkan-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'driver.json');
  writeFileSync(file, entryText(library));
  return file;
}
