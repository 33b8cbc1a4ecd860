/// <reference lib="dom" />
/**
 * First script of the playground: it starts the workers and the duel of the address before the charts are loaded, whose
 * script is a hundred times as large.
 */

import { FOLDER } from '../folder.ts';
import { readFragment } from '../fragment.ts';
import type { Begin } from '../messages.ts';
import { Session } from '../session.ts';
import { LateWorker } from './late-worker.ts';
import { handOver } from './shared.ts';
import { unpacked } from './unpack.ts';

/** Packed worker, kernels and script of the page, in the one-file form; null in a folder, where they lie beside the page. */
const packedIn = (id: string): string | null => document.getElementById(id)?.textContent ?? null;
const packed = { worker: packedIn('worker'), kernels: packedIn('kernels'), script: packedIn('script') };

const besides = (name: string): string => new URL(name, document.baseURI).href;

/** Address of the worker's script. */
async function scriptAddress(): Promise<string> {
  if (packed.worker === null) return besides(FOLDER.worker);
  const script = await unpacked(packed.worker);
  return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
}

/** First message to each worker. */
async function beginning(): Promise<Begin> {
  if (packed.kernels === null) return { begin: true, kernels: { address: besides(FOLDER.kernels) } };
  return { begin: true, kernels: { base64: base64Of(await unpacked(packed.kernels)) } };
}

/** Runs the page's script once the page is there. */
async function loadScript(base64: string): Promise<void> {
  const bytes = await unpacked(base64);
  const element = document.createElement('script');
  element.src = URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }));
  if (document.readyState === 'loading')
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve));
  document.body.append(element);
}

const base64Of = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

const script = scriptAddress();
const session = new Session({
  open: () => new LateWorker(script),
  begin: beginning(),
  cores: navigator.hardwareConcurrency || 2,
  isHidden: document.hidden,
});
const { hash } = location;
handOver({ session, hash });
if (packed.script !== null) void loadScript(packed.script);

const { wish, background } = readFragment(hash);
session.goOnInBackground(background);
document.addEventListener('visibilitychange', () => session.look(document.hidden));

if (packed.worker === null && location.protocol === 'file:') {
  session.giveUp(
    'Browsers start no web workers from a folder on disk. Put the folder on a web host, or open the one file that `genoprop playground` writes.',
  );
} else {
  void session.begin(wish).then(() => session.loadOffer());
}
