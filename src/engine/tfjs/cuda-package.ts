/** Package of TensorFlow on CUDA, on npm. */
import { optionalPackage } from '../../version.ts';
import type { Missing } from '../presence.ts';

/** Name of the package. The package brings the packages below along, in its own version. */
export const CUDA_PACKAGE: string = '@tensorflow/tfjs-node-gpu';

/**
 * Package for CUDA as missing. A clone names it as an optional peer, which npm installs with `--save-prod` alone;
 * `--no-save` leaves the clone's package.json as it is.
 */
export const cudaNotInstalled = (): Missing => ({
  present: false,
  missing: `the package ${CUDA_PACKAGE} is not installed`,
  remedy:
    `run \`npm install --no-save --save-prod ${optionalPackage(CUDA_PACKAGE)}\`, which downloads libtensorflow ` +
    '(npm skips an optional peer without --save-prod; --no-save leaves package.json as it is); ' +
    'it needs CUDA 11 and cuDNN 8',
});
