/** Files of the folder for a web host, by their names there. */
export const FOLDER = {
  page: 'index.html',
  style: 'page.css',
  boot: 'boot.js',
  script: 'page.js',
  worker: 'worker.js',
  kernels: 'kernels.wasm',
} as const;
