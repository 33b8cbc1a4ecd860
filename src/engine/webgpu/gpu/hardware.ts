/** Name of the hardware behind an adapter, for people. WebGPU gives names in small letters joined by hyphens. */

/** Parts of GPUAdapterInfo that describe the hardware. Any of the texts may be empty. */
export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  /** Device, such as `nvidia-geforce-rtx-4090`. */
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter: boolean;
}

/** Names of processors behind a GPU's interface: SwiftShader, Mesa's llvmpipe (lavapipe), Windows' WARP. */
const SOFTWARE: readonly (readonly [RegExp, string])[] = [
  [/swiftshader/i, 'SwiftShader'],
  [/llvmpipe|lavapipe/i, 'llvmpipe'],
  [/basic[- ]render|\bwarp\b/i, 'Microsoft Basic Render Driver'],
];

/** True for a software GPU. Dawn marks SwiftShader and WARP by itself. */
export function isSoftware(info: AdapterInfo): boolean {
  return info.isFallbackAdapter || softwareName(info) !== undefined;
}

export function hardwareName(info: AdapterInfo): string {
  const { vendor, architecture, device, description } = info;
  return (
    softwareName(info) ||
    spelled(device) ||
    spelled([vendor, architecture].filter((part) => part !== '').join('-')) ||
    description ||
    'a GPU without a name'
  );
}

function softwareName({ architecture, device, description }: AdapterInfo): string | undefined {
  const text = `${architecture} ${device} ${description}`;
  return SOFTWARE.find(([pattern]) => pattern.test(text))?.[1];
}

/** Spellings of words whose capitals no rule gives. */
const SPELLINGS: Readonly<Record<string, string>> = {
  nvidia: 'NVIDIA',
  geforce: 'GeForce',
  pcie: 'PCIe',
  ti: 'Ti',
  super: 'Super',
  max: 'Max',
  pro: 'Pro',
  arc: 'Arc',
  iris: 'Iris',
  xe: 'Xe',
  hbm: 'HBM',
};
/** Remains of ® and ™. */
const MARKS = new Set(['r', 'tm', 'c', '']);

/** Spelling of a word. Words with digits and short ones are abbreviations: `RTX`, `H100`, `80GB`. */
function spelled(name: string): string {
  const words = name.split('-').filter((word) => !MARKS.has(word));
  return words
    .map((word) => SPELLINGS[word] ?? (/\d|^.{2,3}$/.test(word) ? word.toUpperCase() : capitalised(word)))
    .join(' ');
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
