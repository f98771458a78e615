import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startUnit } from './start-unit.ts';

const run = [
  '/opt/node',
  '/opt/hold fast/holdfast.js',
  'serve',
  '--port',
  '9000',
  '--setup-owner',
  'ada',
  '--host=10.0.0.5',
  '--secrets-passphrase-fd',
  '3',
];

test('on Linux it is a unit of systemd that starts this program on this data folder, without what made the house', () => {
  const { file, commands } = startUnit({ system: 'linux', home: '/home/ada', run, dataFolder: '/srv/100% $mine' });
  assert.equal(file?.path, '/home/ada/.config/systemd/user/holdfast.service');
  assert.match(
    file?.text ?? '',
    /^ExecStart="\/opt\/node" "\/opt\/hold fast\/holdfast\.js" "serve" "--data-dir" "\/srv\/100%% \$\$mine" "--port" "9000" "--host=10\.0\.0\.5"$/m,
  );
  assert.doesNotMatch(file?.text ?? '', /ada|passphrase/);
  assert.ok(commands.includes('systemctl --user enable holdfast'));
});

test('macOS has a launch agent, Windows a task', () => {
  const mac = startUnit({ system: 'darwin', home: '/Users/ada', run, dataFolder: '/Users/ada/A & B' });
  assert.match(mac.file?.text ?? '', /<string>\/Users\/ada\/A &amp; B<\/string>/);
  assert.deepEqual(mac.commands, [`launchctl load -w "${mac.file?.path}"`]);
  const windows = startUnit({ system: 'win32', home: 'C:\\Users\\ada', run, dataFolder: 'D:\\Holdfast' });
  assert.equal(windows.file, null);
  assert.match(windows.commands[0] ?? '', /^schtasks \/Create .*\\"D:\\Holdfast\\"/);
});
