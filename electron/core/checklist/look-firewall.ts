import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Unobservable } from './unobservable.ts';

const run = promisify(execFile);

export type Firewall = { readonly name: string; readonly isOn: boolean };

/** What a command of the system printed, and how it ended; null where there is no such command. */
export type Command = (
  file: string,
  args: readonly string[],
) => Promise<{ readonly code: number; readonly text: string } | null>;

export const systemCommand: Command = async (file, args) => {
  try {
    const { stdout } = await run(file, args, { timeout: 4_000, windowsHide: true });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout = '' } = error as { code?: unknown; stdout?: string };
    if (code === 'ENOENT') return null;
    if (typeof code !== 'number') throw error;
    return { code, text: stdout };
  }
};

/**
 * The firewalls of this system, as the system itself tells a user without rights: on or off, not their rules (NET-11).
 *
 * @throws Unobservable where the system has none that we know, or does not tell.
 */
export async function systemFirewalls(
  platform: NodeJS.Platform = process.platform,
  command: Command = systemCommand,
  ufwFile = '/etc/ufw/ufw.conf',
): Promise<Firewall[]> {
  if (platform === 'linux') return linuxFirewalls(command, ufwFile);
  if (platform === 'darwin') {
    const told = await command('/usr/libexec/ApplicationFirewall/socketfilterfw', ['--getglobalstate']);
    const state = /State = (\d)/.exec(told?.text ?? '')?.[1];
    if (state === undefined) throw new Unobservable('macOS did not tell whether its firewall is on.');
    return [{ name: 'The firewall of macOS', isOn: state !== '0' }];
  }
  if (platform === 'win32') {
    const told = await command('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', '(Get-NetFirewallProfile).Enabled']); // prettier-ignore
    const states: readonly string[] = told?.text.match(/True|False|NotConfigured/g) ?? [];
    if (states.length === 0) throw new Unobservable('Windows did not tell whether its firewall is on.');
    return [{ name: 'The firewall of Windows', isOn: !states.includes('False') }];
  }
  throw new Unobservable('This version cannot ask this system about its firewall.');
}

async function linuxFirewalls(command: Command, ufwFile: string): Promise<Firewall[]> {
  const found: Firewall[] = [];
  const ufw = await readFile(ufwFile, 'utf8').catch(() => null);
  if (ufw !== null) found.push({ name: 'ufw', isOn: /^ENABLED=yes\s*$/im.test(ufw) });
  const firewalld = await command('firewall-cmd', ['--state']);
  if (firewalld !== null) found.push({ name: 'firewalld', isOn: firewalld.code === 0 });
  // Its rules are for root alone to read; that it was started with some is not.
  const nftables = await command('systemctl', ['is-active', 'nftables.service']);
  if (nftables?.code === 0) found.push({ name: 'nftables', isOn: true });
  if (found.length === 0)
    throw new Unobservable('Neither ufw, firewalld nor nftables answers here; rules of another kind are for root alone to see.'); // prettier-ignore
  return found;
}
