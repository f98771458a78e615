import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { BackupError } from './problem.ts';

/**
 * Files in the format age v1 (age-encryption.org/v1), which Debian's `age` opens and whose files we open. The header is the
 * library's; the payload is ours on node:crypto, because the library's runs at 36 MB/s and node:crypto's at 700 (STACK 8).
 *
 * Payload: 16 bytes nonce, then chunks of 64 KiB sealed with ChaCha20-Poly1305 under HKDF(file key, nonce, "payload"); a
 * chunk's nonce is its number in 11 bytes and one byte that is 1 for the last.
 */
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;
const NONCE_BYTES = 16;
/** 1 MiB goes to the system at once. */
const CHUNKS_A_WRITE = 16;
/** Two X25519 recipients take 300 bytes; more than this is no header of anyone's backup. */
const LONGEST_HEADER_BYTES = 16 * 1024;
const INTRO = 'age-encryption.org/v1\n';

/** A new key pair: the identity opens, the recipient only seals. */
export async function newIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The recipient of an identity; null when the text is no identity. */
export async function recipientOf(identity: string): Promise<string | null> {
  if (!/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/.test(identity)) return null;
  try {
    return await identityToRecipient(identity);
  } catch {
    return null; // its checksum does not hold: mistyped
  }
}

export type AgeWriter = {
  /** Any number of bytes; they are copied or sealed before this returns. */
  readonly write: (bytes: Uint8Array) => void;
  /** Seal the last chunk. The file is whole after this and not before; syncing and closing are the caller's. */
  readonly end: () => void;
};

/** Seal what is written into an open file, for any of the recipients to open. Holds one chunk and what waits for one write. */
export async function writeAge(fd: number, recipients: readonly string[]): Promise<AgeWriter> {
  const { header, fileKey } = await makeHeader(recipients);
  const nonce = randomBytes(NONCE_BYTES);
  writeAll(fd, Buffer.concat([header, nonce]));
  const key = payloadKey(fileKey, nonce);
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const sealedOnes = Buffer.allocUnsafe(CHUNKS_A_WRITE * SEALED_BYTES);
  let filled = 0;
  let waiting = 0;
  let number = 0;

  const seal = (isLast: boolean) => {
    const cipher = createCipheriv('chacha20-poly1305', key, chunkNonce(number, isLast), { authTagLength: TAG_BYTES });
    const sealed = cipher.update(chunk.subarray(0, filled));
    cipher.final();
    waiting += sealed.copy(sealedOnes, waiting);
    waiting += cipher.getAuthTag().copy(sealedOnes, waiting);
    release(sealed);
    number += 1;
    filled = 0;
    if (!isLast && number % CHUNKS_A_WRITE !== 0) return;
    writeAll(fd, sealedOnes.subarray(0, waiting));
    waiting = 0;
  };
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length;) {
        // A full chunk waits for the next byte: only then it is known not to be the last.
        if (filled === CHUNK_BYTES) seal(false);
        const taken = Math.min(CHUNK_BYTES - filled, bytes.length - at);
        chunk.set(bytes.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
      }
    },
    end: () => seal(true),
  };
}

export type AgeReader = {
  /** The next opened bytes, at most 64 KiB, valid until the next call; null at the end. @throws BackupError */
  readonly next: () => Buffer | null;
  /** How much of the file was read, 0 to 1. */
  readonly fraction: () => number;
  /** How long the file is when it holds this much, to tell a file cut short from one that was changed. */
  readonly sizeFor: (plainBytes: number) => number;
  readonly fileBytes: number;
  readonly close: () => void;
};

/**
 * Open an age file with the first identity that fits. Every byte handed out was authenticated.
 *
 * @throws BackupError `no-such-file`, `not-a-backup`, `wrong-key`, `truncated`, `damaged`
 */
export async function readAge(path: string, identities: readonly string[]): Promise<AgeReader> {
  const fd = openExisting(path);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new BackupError('not-a-backup', `${path} is not a file. Give a backup file.`);
    const fileBytes = stat.size;
    const header = readHeader(fd);
    const fileKey = await openHeader(header, identities);
    const nonce = Buffer.alloc(NONCE_BYTES);
    if (readFully(fd, nonce, header.length) < NONCE_BYTES) throw cutShort();
    const key = payloadKey(fileKey, nonce);
    const start = header.length + NONCE_BYTES;
    const sealed = Buffer.allocUnsafe(SEALED_BYTES);
    let number = 0;
    let position = start;
    let isDone = false;
    let handedOut: Buffer | null = null;

    const open = (bytes: Buffer, isLast: boolean): Buffer | null => {
      const nonce = chunkNonce(number, isLast);
      const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const plain = decipher.update(bytes.subarray(0, -TAG_BYTES));
      try {
        decipher.final();
        return plain;
      } catch {
        return null; // its tag does not hold
      }
    };
    return {
      next() {
        if (handedOut !== null) release(handedOut);
        handedOut = null;
        if (isDone) return null;
        const length = readFully(fd, sealed, position);
        const isLast = position + length >= fileBytes;
        if (length <= TAG_BYTES && number > 0) throw cutShort();
        const bytes = sealed.subarray(0, length);
        const plain = length < TAG_BYTES ? null : open(bytes, isLast);
        if (plain === null) {
          // Whole, and not the last one, though nothing follows: the rest is missing.
          if (isLast && length === SEALED_BYTES && open(bytes, false) !== null) throw cutShort();
          throw isLast && length < SEALED_BYTES && number === 0 ? cutShort() : changed();
        }
        position += length;
        number += 1;
        isDone = isLast;
        handedOut = plain;
        return plain;
      },
      fraction: () => position / fileBytes,
      sizeFor: (plainBytes) => start + plainBytes + Math.max(1, Math.ceil(plainBytes / CHUNK_BYTES)) * TAG_BYTES,
      fileBytes,
      close: () => closeSync(fd),
    };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

const cutShort = () => new BackupError('truncated', 'The file was cut short: its end is missing. Choose another copy.');
const changed = () =>
  new BackupError('damaged', 'The file was changed or damaged after it was made. Choose another copy.');

async function makeHeader(recipients: readonly string[]): Promise<{ header: Buffer; fileKey: Uint8Array }> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const keys: Uint8Array[] = [];
  // The library shows the file key to every recipient; this one adds nothing to the header.
  encrypter.addRecipient({
    wrapFileKey(fileKey) {
      keys.push(fileKey);
      return [];
    },
  });
  const empty = Buffer.from(await encrypter.encrypt(new Uint8Array()));
  return { header: empty.subarray(0, headerLength(empty)!), fileKey: keys[0]! };
}

async function openHeader(header: Buffer, identities: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decryptHeader(header);
  } catch (error) {
    if (/no identity matched/.test(String(error)))
      throw new BackupError('wrong-key', 'The key does not open this backup. Use the recovery kit that was current when it was made.', { cause: error }); // prettier-ignore
    throw new BackupError('damaged', "The file's first lines were changed or damaged. Choose another copy.", {
      cause: error,
    });
  }
}

/** The header with its last line, by position: whatever follows is payload. @throws BackupError */
function readHeader(fd: number): Buffer {
  const start = Buffer.alloc(LONGEST_HEADER_BYTES);
  const length = readFully(fd, start, 0);
  const found = start.subarray(0, length);
  if (!found.toString('latin1', 0, INTRO.length).startsWith(INTRO.slice(0, length)) || length === 0)
    throw new BackupError('not-a-backup', 'That file is not a backup of Holdfast. Give a file that ends with .age.');
  const end = headerLength(found);
  if (end === null) throw length < LONGEST_HEADER_BYTES ? cutShort() : changed();
  return found.subarray(0, end);
}

/** Up to and with the line that begins with three dashes; null when there is none. */
function headerLength(bytes: Buffer): number | null {
  const last = bytes.indexOf('\n--- ');
  const end = last < 0 ? -1 : bytes.indexOf('\n', last + 1);
  return end < 0 ? null : end + 1;
}

const payloadKey = (fileKey: Uint8Array, nonce: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));

function chunkNonce(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function openExisting(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BackupError('no-such-file', `${path} cannot be opened (${code}). Check the path, and that this user may read it.`, { cause: error }); // prettier-ignore
  }
}

/** Read until the buffer is full or the file ends. @returns how many bytes came. */
function readFully(fd: number, buffer: Buffer, position: number): number {
  let filled = 0;
  while (filled < buffer.length) {
    const got = readSync(fd, buffer, filled, buffer.length - filled, position + filled);
    if (got === 0) break;
    filled += got;
  }
  return filled;
}

/**
 * Give back the memory of what node:crypto made. Left to the collector, which counts it late, a loop that never rests has
 * 100 MB of it lying about.
 */
function release(bytes: Buffer): void {
  if (bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength) bytes.buffer.transfer(0);
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
