import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { allowedNetworks, mayConnect, wouldShutOut, type AccessRule, type Interfaces } from './access-rule.ts';
import { formatCidr } from './cidr.ts';

function entry(cidr: string, internal = false): NetworkInterfaceInfo {
  const address = cidr.split('/')[0] ?? '';
  const rest = { address, cidr, internal, mac: '00:00:00:00:00:00', netmask: '' };
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
}

const interfaces: Interfaces = {
  lo: [entry('127.0.0.1/8', true), entry('::1/128', true)],
  en0: [entry('192.168.1.5/24'), entry('fe80::5/64'), entry('fd12:3456::5/64'), entry('2001:db8::5/64')],
  en1: [entry('203.0.113.5/24')],
  tailscale0: [entry('100.100.1.2/32')],
  tun0: [entry('10.8.0.1/1')],
  odd: [{ ...entry('10.9.0.1/24'), cidr: null }],
  gone: undefined,
};

const as = (rule: AccessRule) => (address: string | undefined) =>
  mayConnect(allowedNetworks(rule, interfaces), address);

test('NET-01: at home, this computer and its own private networks may connect, nothing else', () => {
  const may = as({ kind: 'home' });
  const inside = [
    '127.0.0.1',
    '::1',
    '192.168.1.77',
    '::ffff:192.168.1.77',
    'fd12:3456::77',
    'fe80::77%en0',
    '10.8.0.9',
  ];
  for (const address of inside) assert.equal(may(address), true, address);
  const outside = ['192.168.2.1', '172.16.0.1', 'fd99::1', '203.0.113.6', '2001:db8::6', '100.100.1.2', '100.64.0.1'];
  for (const address of [...outside, '11.0.0.1', '8.8.8.8', '', 'localhost', undefined]) {
    assert.equal(may(address), false, String(address));
  }
});

test('NET-01: a network wider than the private block it lies in is cut to that block', () => {
  const written = allowedNetworks({ kind: 'home' }, { tun0: [entry('10.8.0.1/1')] }).map(formatCidr);
  assert.deepEqual(written, ['127.0.0.0/8', '::1/128', '10.0.0.0/8', 'fe80::/10']);
});

test('NET-01: "this computer" lets nobody else in', () => {
  const may = as({ kind: 'this-computer' });
  assert.ok(may('127.0.0.1') && may('::1') && may('::ffff:127.0.0.1'));
  assert.ok(!may('192.168.1.5') && !may('fe80::5') && !may('192.168.1.77'));
});

test('NET-02: a list of one’s own lets in what it lists, and always this computer', () => {
  const may = as({
    kind: 'custom',
    cidrs: ['192.168.9.0/24', '203.0.113.7', '::ffff:10.1.0.0/112', 'nonsense', '0x7f.1'],
  });
  for (const address of ['127.0.0.1', '::1', '192.168.9.200', '203.0.113.7', '10.1.255.255']) {
    assert.equal(may(address), true, address);
  }
  for (const address of ['192.168.1.77', '203.0.113.8', 'fe80::1', '10.2.0.0'])
    assert.equal(may(address), false, address);
  assert.ok(as({ kind: 'custom', cidrs: [] })('127.0.0.1'));
});

test('NET-02: the owner is told when a rule would shut out his own address, and this computer never is', () => {
  assert.equal(wouldShutOut({ kind: 'custom', cidrs: ['10.0.0.0/8'] }, interfaces, '192.168.1.77'), true);
  assert.equal(wouldShutOut({ kind: 'custom', cidrs: ['192.168.0.0/16'] }, interfaces, '192.168.1.77'), false);
  assert.equal(wouldShutOut({ kind: 'home' }, interfaces, '192.168.1.77'), false);
  assert.equal(wouldShutOut({ kind: 'this-computer' }, interfaces, '192.168.1.77'), true);
  for (const kind of ['home', 'this-computer'] as const) assert.equal(wouldShutOut({ kind }, {}, '::1'), false);
  assert.equal(wouldShutOut({ kind: 'custom', cidrs: [] }, {}, '127.0.0.1'), false);
});
