import { join } from 'node:path';

/** What is told to a computer without a screen, so that Holdfast runs when nobody starts it. */
export type StartUnit = {
  readonly file: { readonly path: string; readonly text: string } | null;
  readonly commands: string[];
};

/** Flags of `holdfast serve` that hold for every start; the others made the house or carry a secret. */
const KEPT_FLAGS = ['--host', '--port', '--ffmpeg'];

/**
 * A unit of the system's own keeper of services, for the user Holdfast runs as: systemd.service(5), launchd.plist(5),
 * schtasks. It starts what runs now, on the same data folder.
 *
 * @param run how this process was started: Node, the program, its command and flags.
 */
export function startUnit(of: {
  readonly system: NodeJS.Platform;
  readonly home: string;
  readonly run: readonly string[];
  readonly dataFolder: string;
}): StartUnit {
  const { system, home, run, dataFolder } = of;
  const [node = '', program = '', , ...flags] = run;
  const command = [node, program, 'serve', '--data-dir', dataFolder, ...keptFlags(flags)];
  if (system === 'darwin') {
    const path = join(home, 'Library', 'LaunchAgents', 'holdfast.plist');
    return { file: { path, text: launchAgent(command) }, commands: [`launchctl load -w "${path}"`] };
  }
  if (system === 'win32') {
    const task = command.map((part) => `\\"${part}\\"`).join(' ');
    return { file: null, commands: [`schtasks /Create /TN Holdfast /SC ONLOGON /TR "${task}"`] };
  }
  return {
    file: { path: join(home, '.config', 'systemd', 'user', 'holdfast.service'), text: systemdUnit(command) },
    // Lingering starts it with the computer, not only when this user signs in.
    commands: ['loginctl enable-linger', 'systemctl --user daemon-reload', 'systemctl --user enable holdfast'],
  };
}

function keptFlags(flags: readonly string[]): string[] {
  return flags.flatMap((flag, at) => {
    const value = flags[at + 1];
    if (KEPT_FLAGS.some((kept) => flag.startsWith(`${kept}=`))) return [flag];
    return KEPT_FLAGS.includes(flag) && value !== undefined ? [flag, value] : [];
  });
}

/** systemd.service(5), "Command lines": in quotes, with `%` and `$` doubled. */
const systemdUnit = (command: readonly string[]): string =>
  [
    '[Unit]',
    'Description=Holdfast media server',
    'After=network-online.target',
    '',
    '[Service]',
    `ExecStart=${command.map((part) => `"${part.replace(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`).join(' ')}`, // prettier-ignore
    'Restart=on-failure',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');

const launchAgent = (command: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<plist version="1.0"><dict>',
    '  <key>Label</key><string>holdfast</string>',
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
    '  <key>ProgramArguments</key><array>',
    ...command.map((part) => `    <string>${escaped(part)}</string>`),
    '  </array>',
    '</dict></plist>',
    '',
  ].join('\n');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
