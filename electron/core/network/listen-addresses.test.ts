import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import type { Interfaces } from './access-rule.ts';
import { listenAddresses, primaryAddress } from './listen-addresses.ts';

function entries(...addresses: string[]): NetworkInterfaceInfo[] {
  return addresses.map((address) => {
    const rest = { address, cidr: null, internal: false, mac: '00:00:00:00:00:00', netmask: '' };
    return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
  });
}

const house: Interfaces = {
  lo: entries('127.0.0.1', '::1'),
  docker0: entries('172.17.0.1'),
  tailscale0: entries('100.100.1.2', 'fd7a:115c::1'),
  en1: entries('169.254.10.1'),
  en0: entries('fe80::5', 'fd12::5', '2001:db8::5', '192.168.1.5', '203.0.113.5'),
};

test('NET-01: we listen on loopback and private addresses, on no public and no link-local IPv6 one', () => {
  assert.deepEqual(listenAddresses(house), [
    '127.0.0.1',
    '::1',
    '172.17.0.1',
    'fd7a:115c::1',
    '169.254.10.1',
    'fd12::5',
    '192.168.1.5',
  ]);
});

test('NET-01: a computer with only public addresses listens on loopback alone', () => {
  assert.deepEqual(listenAddresses({ eth0: entries('203.0.113.5', '2001:db8::5', 'fe80::1') }), ['127.0.0.1']);
  assert.deepEqual(listenAddresses({}), ['127.0.0.1']);
});

test('NET-01: a chosen address is the only one beside loopback; a wildcard never opens public ones', () => {
  assert.deepEqual(listenAddresses(house, '192.168.1.5'), ['127.0.0.1', '::1', '192.168.1.5']);
  assert.deepEqual(listenAddresses(house, 'FD12:0::5'), ['127.0.0.1', '::1', 'fd12::5']);
  assert.deepEqual(listenAddresses(house, '127.0.0.1'), ['127.0.0.1', '::1']);
  assert.deepEqual(listenAddresses(house, 'living-room'), ['127.0.0.1', '::1']);
  for (const wildcard of ['0.0.0.0', '::', '::ffff:0.0.0.0']) {
    assert.deepEqual(listenAddresses(house, wildcard), listenAddresses(house), wildcard);
  }
});

test('NET-01: the printed address is the one another device at home can most likely reach', () => {
  assert.equal(primaryAddress(house), '192.168.1.5');
  assert.equal(primaryAddress({ docker0: entries('172.17.0.1'), eth0: entries('10.0.0.5') }), '10.0.0.5');
  assert.equal(
    primaryAddress({ 'vEthernet (WSL)': entries('172.20.0.1'), Ethernet: entries('172.16.5.5') }),
    '172.16.5.5',
  );
  assert.equal(
    primaryAddress({ vmnet8: entries('192.168.70.1'), 'Wi-Fi': entries('fd00::9', '10.1.1.1') }),
    '10.1.1.1',
  );
  assert.equal(primaryAddress({ eth0: entries('fd00::9') }), 'fd00::9');
  assert.equal(primaryAddress({ eth0: entries('169.254.1.1') }), '169.254.1.1');
  assert.equal(primaryAddress({ eth0: entries('203.0.113.5', 'fe80::1'), lo: entries('127.0.0.1') }), null);
});
