import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Result } from '../../../shared/result.ts';
import { asResult, BackupError, hashFile, readAge, readTar, type BackupProblem } from '../backups/index.ts';
import { EVIDENCE_MANIFEST, type EvidenceManifest, type EvidencePart } from './evidence.ts';

export type EvidenceVerdict = {
  readonly sha256: string;
  /** What the file beside it, and what the record of the house, say of the whole. */
  readonly beside: 'matches' | 'differs' | 'missing';
  readonly record: 'matches' | 'differs' | 'unknown';
  /** Inside, part by part; null without a key. `unreadable`: from here on the seal does not hold. */
  readonly parts:
    | readonly {
        readonly name: string;
        readonly state: 'matches' | 'differs' | 'missing' | 'unexpected' | 'unreadable';
      }[]
    | null;
  readonly manifest: EvidenceManifest | null;
};

/** What a pack may hold before its manifest; a file that names more was not made by us. */
const MOST_PARTS = 10_000;
const LARGEST_MANIFEST_BYTES = 16 * 1024 * 1024;

export type EvidenceToVerify = {
  readonly file: string;
  readonly identities: readonly string[] | null;
  /** The SHA-256 in the record of the house; null when there is none to ask. */
  readonly recorded: string | null;
};

/**
 * Whether evidence is what was taken: the whole against the hash beside it and in the record, every part inside against
 * its manifest. Writes nothing.
 */
export function verifyEvidence(input: EvidenceToVerify): Promise<Result<EvidenceVerdict, BackupProblem>> {
  return asResult(async () => {
    if (!existsSync(input.file)) throw new BackupError('no-such-file', `There is no file ${input.file}.`);
    const sha256 = hashFile(input.file);
    const verdict = {
      sha256,
      beside: besideSays(`${input.file}.sha256`, sha256),
      record: input.recorded === null ? ('unknown' as const) : input.recorded === sha256 ? ('matches' as const) : ('differs' as const), // prettier-ignore
    };
    if (input.identities === null) return { ...verdict, parts: null, manifest: null };
    return { ...verdict, ...(await look(input.file, input.identities)) };
  });
}

/** Whether something was there to compare it with, and nothing that was looked at differs. */
export const isWhole = ({ beside, record, parts }: EvidenceVerdict): boolean =>
  (beside === 'matches' || record === 'matches' || parts !== null) &&
  beside !== 'differs' &&
  record !== 'differs' &&
  (parts ?? []).every(({ state }) => state === 'matches');

function besideSays(path: string, sha256: string): 'matches' | 'differs' | 'missing' {
  if (!existsSync(path)) return 'missing';
  return readFileSync(path, 'utf8').slice(0, 64) === sha256 ? 'matches' : 'differs';
}

async function look(file: string, identities: readonly string[]): Promise<Pick<EvidenceVerdict, 'parts' | 'manifest'>> {
  const reader = await readAge(file, identities);
  const found: EvidencePart[] = [];
  let manifest: EvidenceManifest | null = null;
  let reading = 'the beginning';
  let brokeAt: string | null = null;
  try {
    const tar = readTar(reader.next);
    for (let entry = tar.nextEntry(); entry !== null; entry = tar.nextEntry()) {
      reading = entry.name;
      if (found.length > MOST_PARTS) throw new BackupError('hostile', 'That file holds more than evidence does.');
      const hash = createHash('sha256');
      const kept: Buffer[] = [];
      const isManifest = entry.name === EVIDENCE_MANIFEST && entry.sizeBytes <= LARGEST_MANIFEST_BYTES;
      tar.content(entry, (piece) => {
        hash.update(piece);
        if (isManifest) kept.push(Buffer.from(piece));
      });
      if (isManifest) manifest = parseManifest(Buffer.concat(kept).toString('utf8'));
      else found.push({ ...entry, sha256: hash.digest('hex') });
      reading = 'the end';
    }
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    brokeAt = reading;
  } finally {
    reader.close();
  }
  const named = manifest?.parts ?? [];
  const parts = found.map(({ name, sizeBytes, sha256 }) => {
    const part = named.find((one) => one.name === name);
    if (part === undefined) return { name, state: manifest === null ? ('matches' as const) : ('unexpected' as const) };
    const isSame = part.sha256 === sha256 && part.sizeBytes === sizeBytes;
    return { name, state: isSame ? ('matches' as const) : ('differs' as const) };
  });
  const missing = named.filter(({ name }) => !found.some((one) => one.name === name));
  return {
    manifest,
    parts: [
      ...parts,
      ...missing.map(({ name }) => ({ name, state: 'missing' as const })),
      ...(brokeAt === null ? [] : [{ name: brokeAt, state: 'unreadable' as const }]),
      ...(manifest === null && brokeAt === null ? [{ name: EVIDENCE_MANIFEST, state: 'missing' as const }] : []),
    ],
  };
}

function parseManifest(text: string): EvidenceManifest {
  let value: Partial<EvidenceManifest>;
  try {
    value = JSON.parse(text) as Partial<EvidenceManifest>;
  } catch {
    throw new BackupError('hostile', 'The manifest in that file cannot be read.');
  }
  const isPart = (part: EvidencePart) =>
    typeof part?.name === 'string' && typeof part.sizeBytes === 'number' && typeof part.sha256 === 'string';
  if (value.format !== 1 || !Array.isArray(value.parts) || !value.parts.every(isPart))
    throw new BackupError('hostile', 'The manifest in that file is none of Holdfast.');
  return value as EvidenceManifest;
}
