import { resolve } from 'node:path';
import { defaultDataFolder } from '../core/kernel/index.ts';

/** The data folder a command means: `--data-dir`, else the system's place. Absolute. */
export const dataDir = (given: string | undefined): string => resolve(given ?? defaultDataFolder());
