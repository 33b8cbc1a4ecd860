/** Host interface: queries to the machine while its Vulkan is looked for. Tests use machines of their own. */
import { readdirSync, readFileSync, statSync } from 'node:fs';

export interface Host {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  isFile(path: string): boolean;
  /** Names in a folder, in alphabetical order; none where it is no folder or cannot be read. */
  list(folder: string): readonly string[];
  /** Bytes of a file, one character each; null where it cannot be read. */
  read(path: string): string | null;
}

/** Host of this process. */
export const thisHost: Host = {
  platform: process.platform,
  env: process.env,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  list(folder) {
    try {
      return readdirSync(folder).sort();
    } catch {
      return [];
    }
  },
  read(path) {
    try {
      return readFileSync(path, 'latin1');
    } catch {
      return null;
    }
  },
};
