/**
 * A GPU for tests: the machine's own where a driver is configured, else SwiftShader, the software that chromium
 * brings. Vulkan's loader reads the environment when the first GPU is looked for, so whatever opens one imports this
 * file before; it looks for one itself.
 */
import { describe } from 'vitest';
import { lookForGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import { thisHost } from '../../../src/engine/webgpu/gpu/host.ts';
import { findVulkan, swiftShaderDriver } from '../../../src/engine/webgpu/gpu/vulkan.ts';
import { pollPatiently } from '../../support/engine/patient-polling.ts';

const driver = swiftShaderDriver(thisHost);
if (driver !== null && !findVulkan(thisHost).present) {
  process.env.VK_ICD_FILENAMES = driver;
  pollPatiently();
}

const presence = await lookForGpu();

/** Why no GPU can be opened here, not even an imitated one; null where one can. */
export const gpuAbsence: string | null = presence.present
  ? null
  : presence.missing + (driver === null ? ', nor a browser with SwiftShader' : '');

/** Tests that need a GPU; where none can be opened they are skipped, and their name says why. */
export function describeOnGpu(name: string, tests: () => void): void {
  const absence = gpuAbsence === null ? '' : ` (not here: ${gpuAbsence})`;
  describe.skipIf(gpuAbsence !== null)(`${name}${absence}`, tests);
}
