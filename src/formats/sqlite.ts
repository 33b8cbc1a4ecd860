/** Sign of an SQLite database, which every run file is: https://sqlite.org/fileformat.html, section 1.3. */

/** First 16 bytes, each one letter. */
export const SQLITE_HEADER = 'SQLite format 3\0';

/** True for bytes that begin as a database does. */
export const isSqlite = (bytes: Uint8Array): boolean =>
  String.fromCharCode(...bytes.subarray(0, SQLITE_HEADER.length)) === SQLITE_HEADER;
