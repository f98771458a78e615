import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { libraryMigrations, managerMigrations, serverMigrations, type Migration } from '../kernel/index.ts';
import { BackupError } from './problem.ts';

export const DATABASE_NAMES = ['manager', 'server', 'library'] as const;
export type DatabaseName = (typeof DATABASE_NAMES)[number];

/** How the databases of this version came to their shape. */
export type Migrations = Readonly<Record<DatabaseName, readonly Migration[]>>;
export const ourMigrations: Migrations = {
  manager: managerMigrations,
  server: serverMigrations,
  library: libraryMigrations,
};

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const DatabaseFacts = Type.Object({
  sizeBytes: Type.Integer({ minimum: 0 }),
  sha256: Sha256,
  /** SQLite's `user_version`: how many migrations it has had. */
  version: Type.Integer({ minimum: 1 }),
  /** Rows of every table. */
  counts: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
});
export type DatabaseFacts = Static<typeof DatabaseFacts>;

/** The first entry of a backup: what it holds, and how to know that it is whole. */
export const Manifest = Type.Object({
  format: Type.Literal(1),
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  /** The version of Holdfast that made it. */
  holdfast: Type.String({ maxLength: 64 }),
  /** ms since 1970. */
  madeAt: Type.Integer({ minimum: 0 }),
  installationId: Type.String({ maxLength: 64 }),
  serverName: Type.String({ maxLength: 256 }),
  databases: Type.Object({
    manager: DatabaseFacts,
    server: Type.Union([DatabaseFacts, Type.Null()]),
    library: Type.Union([DatabaseFacts, Type.Null()]),
  }),
  secrets: Type.Object({ sizeBytes: Type.Integer({ minimum: 0, maximum: 64 * 1024 }), sha256: Sha256 }),
  /** Where the audit chain stood; null while nothing was recorded. */
  auditHead: Type.Union([Type.Object({ seq: Type.Integer(), hash: Sha256 }), Type.Null()]),
});
export type Manifest = Static<typeof Manifest>;

export const MANIFEST_ENTRY = 'manifest.json';
export const SECRETS_ENTRY = 'secrets.json';
export const databaseEntry = (name: DatabaseName): string => `${name}.db`;
/** A manifest is some kilobytes; what claims more is not one. */
export const LARGEST_MANIFEST_BYTES = 256 * 1024;

const parser = Compile(Manifest);

/** @throws BackupError `newer` or `hostile` */
export function parseManifest(text: string): Manifest {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new BackupError('hostile', 'Holdfast did not make the content of this file: its manifest is no JSON.');
  }
  const format = (found as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > 1) throw newerBackup();
  if (!parser.Check(found))
    throw new BackupError('hostile', 'Holdfast did not make the content of this file: its manifest does not hold.');
  return found;
}

export const newerBackup = () =>
  new BackupError('newer', 'A newer Holdfast made this backup. Install that version, then restore it there.');
