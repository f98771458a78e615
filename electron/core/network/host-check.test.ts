import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedHost, hostNames } from './host-check.ts';

const known = {
  addresses: ['192.168.1.5', 'FD12::5', '127.0.0.1'],
  names: [...hostNames('Living-Room'), 'films.example', 'Büro.example'],
};

test('NET-16: our addresses and names are answered, in any case, with any port', () => {
  const ours = [
    '192.168.1.5',
    '192.168.1.5:8470',
    '192.168.1.5:80',
    '127.0.0.1:8470',
    '[::1]',
    '[::1]:8470',
    '[fd12::5]:8470',
    '[FD12:0:0:0:0:0:0:5]',
    'localhost',
    'LOCALHOST:8470',
    'localhost.',
    'living-room',
    'Living-Room.LOCAL:8470',
    'living-room.local.',
    'films.example',
    'FILMS.example.:65535',
    'xn--bro-hoa.example',
    '[::ffff:192.168.1.5]:1',
  ];
  for (const host of ours) assert.equal(allowedHost(host, known), true, host);
});

test('NET-16: any other name or address is refused, so a rebound name gets nothing', () => {
  const foreign = [
    'evil.example',
    'evil.example:8470',
    '192.168.1.6',
    '[fd12::6]',
    '8.8.8.8',
    'localhost.evil.example',
    'evil.localhost',
    'localhost.local',
    '192.168.1.5.evil.example',
    'films.example.evil.example',
    'xfilms.example',
    'films.example.local',
    'living-room.evil',
    'living-room.local.local',
    '[fe80::1]',
  ];
  for (const host of foreign) assert.equal(allowedHost(host, known), false, host);
});

test('NET-16: a missing or malformed Host is refused', () => {
  const junk = [
    undefined,
    '',
    ' ',
    'localhost ',
    ' localhost',
    'user@localhost',
    'user:pw@localhost:8470',
    'localhost:',
    ':8470',
    'localhost:0',
    'localhost:65536',
    'localhost:99999',
    'localhost:8470x',
    'localhost:-1',
    'localhost:8470:8470',
    'localhost/',
    'localhost/x',
    'localhost?x',
    'localhost#x',
    'localhost,evil.example',
    'local\0host',
    'localhost\r\n',
    '::1',
    '[::1',
    '::1]',
    '[::1]x',
    '[]',
    '[fe80::1%en0]',
    '[192.168.1.5]',
    '[localhost]',
    '0x7f.1',
    '127.1',
    '017700000001',
    '.',
    '..',
    'localhost..',
    `${'a'.repeat(400)}`,
    'http://localhost',
    'lоcalhost',
  ];
  for (const host of junk) assert.equal(allowedHost(host, known), false, JSON.stringify(host));
});

test('NET-16: a computer without known names still answers by address and as localhost, and to no empty name', () => {
  assert.equal(allowedHost('localhost', { addresses: [], names: [] }), true);
  assert.equal(allowedHost('127.0.0.1', { addresses: [], names: [] }), true);
  assert.equal(allowedHost('.', { addresses: [], names: ['', '.'] }), false);
  assert.equal(allowedHost('.local', { addresses: [], names: [''] }), false);
});

test('NET-16: the names of a computer are its own, the first label and that with .local', () => {
  assert.deepEqual(hostNames('Box'), ['box', 'box.local']);
  assert.deepEqual(hostNames('Box.local'), ['box.local', 'box']);
  assert.deepEqual(hostNames('box.fritz.example.'), ['box.fritz.example', 'box', 'box.local']);
  assert.deepEqual(hostNames('My_PC'), ['my_pc', 'my_pc.local']);
  assert.deepEqual(hostNames(''), []);
});
