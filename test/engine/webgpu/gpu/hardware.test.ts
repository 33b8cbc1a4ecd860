import { describe, expect, it } from 'vitest';
import { type AdapterInfo, hardwareName, isSoftware } from '../../../../src/engine/webgpu/gpu/hardware.ts';

const info = (given: Partial<AdapterInfo>): AdapterInfo => ({
  vendor: '',
  architecture: '',
  device: '',
  description: '',
  isFallbackAdapter: false,
  ...given,
});

describe('the hardware behind an adapter', () => {
  it.each([
    [{ device: 'nvidia-h100-pcie' }, 'NVIDIA H100 PCIe'],
    [{ device: 'nvidia-h100-80gb-hbm3', vendor: 'nvidia' }, 'NVIDIA H100 80GB HBM3'],
    [{ device: 'nvidia-geforce-rtx-4070-ti-super' }, 'NVIDIA GeForce RTX 4070 Ti Super'],
    [{ device: 'amd-radeon-rx-7900-xt' }, 'AMD Radeon RX 7900 XT'],
    [{ device: 'intel-r-iris-r-xe-graphics' }, 'Intel Iris Xe Graphics'],
    [{ device: 'apple-m3-max' }, 'Apple M3 Max'],
    [{ vendor: 'apple', architecture: 'metal-3' }, 'Apple Metal 3'],
    [{ description: 'Some GPU' }, 'Some GPU'],
    [{}, 'a GPU without a name'],
  ])('is called as people call it: %o', (given, name) => {
    expect(hardwareName(info(given))).toBe(name);
    expect(isSoftware(info(given))).toBe(false);
  });

  it.each([
    [{ vendor: 'google', architecture: 'swiftshader', isFallbackAdapter: true }, 'SwiftShader'],
    [{ device: 'llvmpipe-llvm-15-0-6-256-bits-', vendor: 'mesa' }, 'llvmpipe'],
    [{ device: 'microsoft-basic-render-driver' }, 'Microsoft Basic Render Driver'],
    [{ device: 'swiftshader-device-subzero-' }, 'SwiftShader'],
  ])('is software where the processor computes: %o', (given, name) => {
    expect(hardwareName(info(given))).toBe(name);
    expect(isSoftware(info(given))).toBe(true);
  });

  it('is software too where Dawn says so of an adapter of another name', () => {
    expect(isSoftware(info({ device: 'some-gpu', isFallbackAdapter: true }))).toBe(true);
  });
});
