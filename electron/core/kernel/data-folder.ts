import { join } from 'node:path';

/** Every place in the data folder. All are absolute. */
export type DataFolder = {
  readonly root: string;
  readonly instanceDb: string;
  readonly permit: string;
  /** Names the generation in use. */
  readonly current: string;
  /** Says where this installation's keys are; holds none. */
  readonly keysHome: string;
  readonly generations: string;
  readonly cache: string;
  readonly run: string;
  readonly logs: string;
  readonly backups: string;
  /** Evidence and reports of closings; only this user reads them. */
  readonly incidents: string;
  /** 64 MB that are given up when a full disk would keep evidence from being written. */
  readonly reserve: string;
  /** Why the house was closed, until the database has it; see core/incident. */
  readonly lockNote: string;
  /** The emergency card: plain text, to be read when nothing runs. */
  readonly emergencyCard: string;
};

/** Database files of one generation; each writer has its own folder, because its right to write is a folder. */
export type GenerationFiles = {
  readonly folder: string;
  readonly managerDb: string;
  readonly serverFolder: string;
  readonly serverDb: string;
  readonly libraryFolder: string;
  readonly libraryDb: string;
};

export function dataFolder(root: string): DataFolder {
  return {
    root,
    instanceDb: join(root, 'instance.db'),
    permit: join(root, 'open.permit'),
    current: join(root, 'current'),
    keysHome: join(root, 'keys-home'),
    generations: join(root, 'generations'),
    cache: join(root, 'cache'),
    run: join(root, 'run'),
    logs: join(root, 'logs'),
    backups: join(root, 'backups'),
    incidents: join(root, 'incidents'),
    reserve: join(root, 'reserve'),
    lockNote: join(root, 'closing.json'),
    emergencyCard: join(root, 'emergency-card.txt'),
  };
}

export const generationFolder = (data: DataFolder, generation: string): GenerationFiles =>
  generationFiles(join(data.generations, generation));

/** The files of a generation wherever it lies: one that is being built is not among the others yet. */
export function generationFiles(folder: string): GenerationFiles {
  return {
    folder,
    managerDb: join(folder, 'manager', 'manager.db'),
    serverFolder: join(folder, 'server'),
    serverDb: join(folder, 'server', 'server.db'),
    libraryFolder: join(folder, 'library'),
    libraryDb: join(folder, 'library', 'library.db'),
  };
}
