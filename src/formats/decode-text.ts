/** Decoding of text in the encodings that programs for tables write. */

/**
 * Decodes UTF-8, or UTF-16 where a byte order mark says so; bytes that are no UTF-8 are read as Windows-1252, in which
 * every byte is a character. The byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
