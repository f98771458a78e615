import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Holdfast keeps its data when nobody says otherwise: where each system wants it. */
export function defaultDataFolder(environment: Environment = process.env, platform = process.platform): string {
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Holdfast');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Holdfast');
  return join(environment['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'holdfast');
}

/** Where the key file lies on a machine without a keychain: never inside the data folder (SEC-01). */
export function defaultKeyFolder(environment: Environment = process.env, platform = process.platform): string {
  if (platform === 'win32')
    return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Holdfast Keys');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Holdfast Keys');
  return join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'holdfast');
}
