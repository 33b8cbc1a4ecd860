/** Presence of a device: what a look at the machine finds, without computing anything on it. */

/** Device that can be opened, and its hardware. */
export interface Present {
  readonly present: true;
  /** Name for people: `NVIDIA H100 PCIe`, `SwiftShader`, `4 threads of AMD EPYC 7763`. */
  readonly hardware: string;
  /** Kind. software: a GPU's interface computed by the processor. For tests, never for speed. */
  readonly kind: 'cpu' | 'gpu' | 'software';
  /** Limits by the names of WebGPU, and `memory` for all that may be held; bytes or counts. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Device that cannot be opened here. */
export interface Missing {
  readonly present: false;
  /** Clause with the reason: `no Vulkan driver is installed`. */
  readonly missing: string;
  /** Remedy: `install the driver of the graphics card: …`. */
  readonly remedy: string;
}

export type Presence = Present | Missing;
