import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCidr } from './cidr.ts';
import { clientAddress, isLoopback, isPrivate, normaliseAddress } from './client-address.ts';

const proxies = (...texts: string[]) =>
  texts.map((text) => {
    const parsed = parseCidr(text);
    assert.ok(parsed.ok);
    return parsed.value;
  });

test('NET-02: an address has one spelling, whatever the socket says', () => {
  const spelled: [string | undefined, string | null][] = [
    ['192.168.1.5', '192.168.1.5'],
    ['::ffff:192.168.1.5', '192.168.1.5'],
    ['::FFFF:C0A8:0105', '192.168.1.5'],
    ['fe80::1%en0', 'fe80::1'],
    ['FE80:0000::0001%eth0.5', 'fe80::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    [undefined, null],
    ['', null],
    ['unknown', null],
    ['192.168.1.5:80', null],
    ['192.168.001.005', null],
    ['0x7f000001', null],
    [' 192.168.1.5', null],
  ];
  for (const [raw, expected] of spelled) assert.equal(normaliseAddress(raw), expected, String(raw));
});

test('NET-01: loopback, private and public addresses are told apart; the shared range of providers is public', () => {
  for (const address of ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1']) {
    assert.equal(isLoopback(address), true, address);
    assert.equal(isPrivate(address), false, address);
  }
  const home = [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.9.9',
    '192.168.0.1',
    '169.254.7.7',
    'fc00::1',
    'fd12::1',
    'fe80::1%en0',
  ];
  for (const address of [...home, '::ffff:10.0.0.1']) {
    assert.equal(isPrivate(address), true, address);
    assert.equal(isLoopback(address), false, address);
  }
  const strange = ['100.64.0.1', '100.127.1.1', '172.32.0.1', '8.8.8.8', '11.0.0.1', '192.169.0.1', '0.0.0.0', '::'];
  for (const address of [...strange, '2001:db8::1', 'fec0::1', 'ff02::fb', '224.0.0.251', 'home.example', '']) {
    assert.equal(isPrivate(address), false, address);
    assert.equal(isLoopback(address), false, address);
  }
});

test('NET-09: without trusted proxies a spoofed header changes nothing', () => {
  const headers = {
    'x-forwarded-for': '127.0.0.1, 192.168.1.1',
    'x-real-ip': '127.0.0.1',
    forwarded: 'for=127.0.0.1',
    'x-forwarded-host': 'localhost',
  };
  assert.equal(clientAddress({ peer: '::ffff:203.0.113.9', headers }), '203.0.113.9');
  assert.equal(clientAddress({ peer: '203.0.113.9', headers, trustedProxies: [] }), '203.0.113.9');
  assert.equal(clientAddress({ peer: '203.0.113.9', headers, trustedProxies: proxies('10.0.0.2') }), '203.0.113.9');
  assert.equal(clientAddress({ peer: undefined, headers, trustedProxies: proxies('0.0.0.0/0') }), null);
});

test('NET-08, NET-09: behind a trusted proxy it is the rightmost hop that is not trusted', () => {
  const trustedProxies = proxies('10.0.0.2', '10.0.1.0/24', 'fd00::/8');
  const from = (forwarded: string | string[] | undefined, peer = '10.0.0.2') =>
    clientAddress({ peer, headers: { 'x-forwarded-for': forwarded }, trustedProxies });
  assert.equal(from('203.0.113.9'), '203.0.113.9');
  assert.equal(from('127.0.0.1, 203.0.113.9'), '203.0.113.9', 'the left part is the client’s own invention');
  assert.equal(from('127.0.0.1, 203.0.113.9, 10.0.1.7'), '203.0.113.9');
  assert.equal(from(['127.0.0.1', '203.0.113.9,10.0.1.7']), '203.0.113.9', 'several header lines are one list');
  assert.equal(from('198.51.100.1', '::ffff:10.0.0.2'), '198.51.100.1');
  assert.equal(from('::ffff:198.51.100.1', 'fd00::1%en0'), '198.51.100.1');
  assert.equal(from('203.0.113.9:51234'), '203.0.113.9');
  assert.equal(from('[2001:DB8::1]:51234'), '2001:db8::1');
  assert.equal(from('[2001:db8::1]'), '2001:db8::1');
  assert.equal(from('10.0.1.9, 10.0.1.8'), '10.0.1.9', 'all trusted: the leftmost');
});

test('NET-09: a hop that is no address ends the walk at the last trusted proxy', () => {
  const trustedProxies = proxies('10.0.0.0/24');
  const from = (forwarded: string | undefined) =>
    clientAddress({ peer: '10.0.0.2', headers: { 'x-forwarded-for': forwarded }, trustedProxies });
  for (const junk of [undefined, '', ' ', 'unknown', '203.0.113.9,', '203.0.113.9, _hidden', '0x7f.1', '127.1']) {
    assert.equal(from(junk), '10.0.0.2', String(junk));
  }
  assert.equal(from('203.0.113.9, junk, 10.0.0.3'), '10.0.0.3');
});
