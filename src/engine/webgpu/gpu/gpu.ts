/**
 * Opened GPU: its device, with error handling. WebGPU reports wrong calls, memory that ran out and a lost device beside
 * the calls themselves; here they become errors of the work that met them.
 */
import { DeviceLost, RunError } from '../../../errors.ts';

/** Constants of WebGPU's GPUBufferUsage and GPUMapMode, for which Node has no globals. */
export const BufferUsage = {
  MAP_READ: 0x1,
  MAP_WRITE: 0x2,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  UNIFORM: 0x40,
  STORAGE: 0x80,
  INDIRECT: 0x100,
  QUERY_RESOLVE: 0x200,
} as const;
export const MapMode = { READ: 0x1, WRITE: 0x2 } as const;

/** Names of the limits that matter to kernels. A device is opened with all that its adapter has of them. */
export const LIMIT_NAMES = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBuffersPerShaderStage',
] as const;

export type GpuLimits = Readonly<Record<(typeof LIMIT_NAMES)[number], number>>;

/** Description of the hardware. */
export interface GpuAdapterDescription {
  /** Name for people: `NVIDIA H100 PCIe`. */
  readonly hardware: string;
  /** Kind. software: the processor, behind a GPU's interface. */
  readonly kind: 'gpu' | 'software';
  readonly limits: GpuLimits;
  /** Texts of WebGPU: `nvidia`, `ada`, `nvidia-geforce-rtx-4090`, `NVIDIA: 550.54 …`; any may be empty. */
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

const REDUCE = 'fewer trials at once, a smaller batch or shorter sequences';

export class Gpu {
  readonly device: GPUDevice;
  readonly adapter: GpuAdapterDescription;
  readonly kind: 'gpu' | 'software';
  readonly limits: GpuLimits;
  /** True where its own clock can time its work (the feature timestamp-query). */
  readonly timestamps: boolean;
  /** Error of the loss, once the device is gone. */
  #lost: Error | null = null;
  /** First error that WebGPU reported beside the calls. The error stays: later results may be wrong. */
  #fault: RunError | null = null;
  readonly #atWork = new Set<(error: Error) => void>();

  constructor(device: GPUDevice, adapter: GpuAdapterDescription) {
    this.device = device;
    this.adapter = adapter;
    this.kind = adapter.kind;
    this.limits = adapter.limits;
    this.timestamps = device.features.has('timestamp-query');
    device.onuncapturederror = (event) => {
      event.preventDefault();
      this.#fault ??= this.#faultOf(event.error);
      this.#endAll(this.#fault);
    };
    void device.lost.then(({ reason, message }) => this.#lose(reason, message));
  }

  /**
   * Runs work on the device: calls, and waiting for their results. Several may be under way.
   * @throws DeviceLost where the device is gone or goes meanwhile, with its reason
   * @throws RunError where WebGPU refuses a call, or memory runs out
   */
  async guard<T>(work: () => T | Promise<T>): Promise<T> {
    this.#throwFailure();
    const { promise, reject } = Promise.withResolvers<never>();
    // Not a race with `device.lost` itself: as long as that is open it would retain the results of all work.
    this.#atWork.add(reject);
    try {
      const result = await Promise.race([promise, work()]);
      this.#throwFailure();
      return result;
    } catch (error) {
      // A map that is cut off by the loss of the device fails before the loss itself is reported.
      await nextTurn();
      this.#throwFailure();
      throw error;
    } finally {
      this.#atWork.delete(reject);
    }
  }

  /**
   * Creates a buffer of so many bytes, rounded up to whole words.
   * @param usage of `BufferUsage`
   * @param what its content, for messages: `the states of 225 trials`
   * @param reduce advice that makes it smaller
   * @throws RunError where it is larger than the GPU's limits, or its memory is full
   * @throws DeviceLost
   */
  async createBuffer(bytes: number, usage: number, what: string, reduce = REDUCE): Promise<GPUBuffer> {
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    this.requireFit(size, (usage & BufferUsage.STORAGE) !== 0, what, reduce);
    return this.guard(async () => {
      // Scopes are a stack of the whole device: opened and closed without waiting in between, they nest.
      this.device.pushErrorScope('validation');
      this.device.pushErrorScope('out-of-memory');
      const buffer = this.device.createBuffer({ size, usage, label: what });
      const full = this.device.popErrorScope();
      const refused = this.device.popErrorScope();
      if ((await full) !== null) {
        throw new RunError(
          `webgpu: the memory of ${this.adapter.hardware} has no room left for ${inMebibytes(size)} ` +
            `of ${what}; ${reduce} would take less`,
        );
      }
      const wrong = await refused;
      if (wrong !== null) throw this.#faultOf(wrong);
      return buffer;
    });
  }

  /**
   * Requires that a buffer may be as large.
   * @throws RunError with both numbers where not
   */
  requireFit(bytes: number, storage: boolean, what: string, reduce = REDUCE): void {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.limits;
    const most = storage ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (bytes <= most) return;
    throw new RunError(
      `webgpu: ${what} would take ${inMebibytes(bytes)} in one buffer, ${this.adapter.hardware} allows ` +
        `${inMebibytes(most)}; ${reduce} would fit`,
    );
  }

  /** Frees the device and its memory. Work that is under way ends with an error. */
  close(): void {
    this.#lost ??= new RunError('webgpu: the device was closed');
    this.#endAll(this.#lost);
    this.device.destroy();
  }

  #lose(reason: string, message: string): void {
    const why = message.split('\n', 1)[0]!.trim() || reason;
    this.#lost ??= new DeviceLost(`webgpu: the device (${this.adapter.hardware}) was lost: ${why}`);
    this.#endAll(this.#lost);
  }

  #endAll(error: Error): void {
    for (const reject of this.#atWork) reject(error);
  }

  #throwFailure(): void {
    const failure = this.#lost ?? this.#fault;
    if (failure !== null) throw failure;
  }

  /** Error of a fault. Memory that ran out is the user's to mend; any other refusal is a mistake of the kernels. */
  #faultOf(error: GPUError): RunError {
    const message = error.message.trim();
    const line = message.split('\n', 1)[0]!;
    const isFull = error.constructor.name === 'GPUOutOfMemoryError';
    return new RunError(
      isFull
        ? `webgpu: the memory of ${this.adapter.hardware} is full; ${REDUCE} would take less`
        : `webgpu refused what it was given, a mistake of genoprop: ${line}`,
      { cause: new Error(message) },
    );
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Number of bytes in whole MiB, or in bytes where that would be less than one: `1,024 MiB`. */
export function inMebibytes(bytes: number): string {
  const count = bytes / 2 ** 20;
  if (count < 1) return `${bytes.toLocaleString('en-US')} bytes`;
  return `${Math.ceil(count).toLocaleString('en-US')} MiB`;
}
