import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemCommand, systemFirewalls, type Command } from './look-firewall.ts';
import { Unobservable } from './unobservable.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-firewall-'));
after(() => rmSync(folder, { recursive: true }));

/** A system on which only these commands exist, and answer so. */
const system =
  (answers: Readonly<Record<string, { readonly code: number; readonly text: string }>>): Command =>
  (file) =>
    Promise.resolve(answers[file] ?? null);
const ufw = (text: string): string => {
  const path = join(folder, `ufw-${Math.random()}.conf`);
  writeFileSync(path, text);
  return path;
};
const none = join(folder, 'no.conf');
const states = async (...given: Parameters<typeof systemFirewalls>) =>
  (await systemFirewalls(...given)).map(({ name, isOn }) => `${name} ${isOn ? 'on' : 'off'}`);

test('Linux: ufw by its file, firewalld and nftables by what they answer (NET-11)', async () => {
  assert.deepEqual(await states('linux', system({}), ufw('# comment\nENABLED=yes\nLOGLEVEL=low\n')), ['ufw on']);
  assert.deepEqual(await states('linux', system({}), ufw('ENABLED=no\n')), ['ufw off']);
  const all = { 'firewall-cmd': { code: 252, text: '' }, systemctl: { code: 0, text: 'active\n' } };
  assert.deepEqual(await states('linux', system(all), none), ['firewalld off', 'nftables on']);
  assert.deepEqual(await states('linux', system({ 'firewall-cmd': { code: 0, text: 'running\n' }, systemctl: { code: 3, text: 'inactive\n' } }), none), ['firewalld on']); // prettier-ignore
});

test('macOS and Windows by their own words, whatever their language (NET-11)', async () => {
  const mac = (state: string) =>
    system({
      '/usr/libexec/ApplicationFirewall/socketfilterfw': { code: 0, text: `Firewall is … (State = ${state})\n` },
    });
  assert.deepEqual(await states('darwin', mac('0')), ['The firewall of macOS off']);
  assert.deepEqual(await states('darwin', mac('2')), ['The firewall of macOS on']);
  const windows = (text: string) => system({ 'powershell.exe': { code: 0, text } });
  assert.deepEqual(await states('win32', windows('True\r\nTrue\r\nTrue\r\n')), ['The firewall of Windows on']);
  assert.deepEqual(await states('win32', windows('True\r\nFalse\r\nTrue\r\n')), ['The firewall of Windows off']);
});

test('a system that does not tell is not taken for one whose firewall is on (NET-11)', async () => {
  for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const)
    await assert.rejects(systemFirewalls(platform, system({}), none), Unobservable);
});

test('a command that is not there is null, one that fails tells its code', async () => {
  assert.equal(await systemCommand('holdfast-no-such-command', []), null);
  assert.equal((await systemCommand(process.execPath, ['-e', 'process.exit(3)']))?.code, 3);
});
