/** Presence of a device: what a look at the machine finds, without computing anything on it. */

/** A device that can be opened, and what it computes on. */
export interface Present {
  readonly present: true;
  /** What a person calls it: `NVIDIA H100 PCIe`, `SwiftShader`, `4 threads of AMD EPYC 7763`. */
  readonly hardware: string;
  /** software: a GPU's interface computed by the processor. For tests, never for speed. */
  readonly kind: 'cpu' | 'gpu' | 'software';
  /** By the names that WebGPU gives them, and `memory` for all that may be held; bytes or counts. */
  readonly limits: Readonly<Record<string, number>>;
}

/** A device that cannot be opened here. */
export interface Missing {
  readonly present: false;
  /** A clause that says why not: `no Vulkan driver is installed`. */
  readonly missing: string;
  /** What to do about it: `install the driver of the graphics card: …`. */
  readonly remedy: string;
}

export type Presence = Present | Missing;
