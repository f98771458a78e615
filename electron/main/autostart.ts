import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../core/kernel/index.ts';
import { HIDDEN_FLAG } from './arguments.ts';

/** Whether Holdfast starts with the person's session. */
export type LoginItem = { readonly get: () => boolean; readonly set: (opens: boolean) => void };

/** freedesktop.org, Desktop Application Autostart Specification. */
export const autostartPlace = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart', 'holdfast.desktop');

/** A file that has the desktop start `program`, hidden. */
export function autostartFile(file: string, program: string): LoginItem {
  const content = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Holdfast',
    `Exec=${quoted(program)} ${HIDDEN_FLAG}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
  return {
    // One that names another program, an older AppImage, does not start this one.
    get: () => existsSync(file) && readFileSync(file, 'utf8') === content,
    set(opens) {
      if (!opens) return rmSync(file, { force: true });
      mkdirSync(dirname(file), { recursive: true });
      writeFileAtomically(file, content);
    },
  };
}

/** Desktop Entry Specification, the key Exec: in quotes, reserved characters escaped, and that once more as a string. */
const quoted = (path: string): string =>
  `"${path
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
