import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressCount, contains, formatCidr, parseCidr, type Cidr } from './cidr.ts';

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

test('NET-02: networks and bare addresses of both families are read and written in one spelling', () => {
  const written: [string, string][] = [
    ['127.0.0.1/32', '127.0.0.1/32'],
    ['192.168.1.0/24', '192.168.1.0/24'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['203.0.113.7', '203.0.113.7/32'],
    [' 192.168.1.5/24 ', '192.168.1.0/24'],
    ['192.168.1.255/25', '192.168.1.128/25'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['::1', '::1/128'],
    ['FD00:0:0:0:0:0:0:1', 'fd00::1/128'],
    ['fd12:3456:789a::5/48', 'fd12:3456:789a::/48'],
    ['fe80::1%en0/10', 'fe80::/10'],
    ['fe80::1%12', 'fe80::1/128'],
    ['::/0', '::/0'],
    ['::ffff:192.168.1.5', '192.168.1.5/32'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:a00:1/120', '10.0.0.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
  ];
  for (const [text, expected] of written) assert.equal(formatCidr(cidr(text)), expected, text);
});

test('NET-02: what is not clearly one network is refused', () => {
  const junk = [
    '',
    ' ',
    '/',
    '/24',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0.0/8.0',
    '10.0.0.0/1e1',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0 /8',
    '10.0.0.0/ 8',
    '1.2.3',
    '10',
    '3232235777',
    '0x7f.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '127.0.0.01',
    '256.0.0.1',
    '1.2.3.4.5',
    '10.0.0.1%eth0',
    'localhost',
    '::1/129',
    ':::',
    '1::2::3',
    'fd00::/8%en0',
    '12345::',
    '[::1]',
    'g::1',
    '::ffff:010.0.0.1',
    '::ffff:0x7f.1',
    '::ffff:10.0.0.0/95',
    '::ffff:10.0.0.0/8',
    '192.168.1.*',
    '192.168.1.1-9',
    '10.0.0.0\n/8',
    '１０.0.0.0/8',
  ];
  for (const text of junk) {
    const parsed = parseCidr(text);
    assert.ok(!parsed.ok, text);
    assert.equal(parsed.failure.code, 'bad-cidr');
  }
});

test('NET-02: inside is inside at both edges, outside is outside', () => {
  const inside: [string, string][] = [
    ['192.168.1.0/24', '192.168.1.0'],
    ['192.168.1.0/24', '192.168.1.255'],
    ['10.0.0.0/8', '10.255.255.255'],
    ['172.16.0.0/12', '172.31.255.255'],
    ['203.0.113.7', '203.0.113.7'],
    ['0.0.0.0/0', '8.8.8.8'],
    ['fd00::/8', 'fdff:ffff::1'],
    ['fe80::/10', 'febf::1%en0'],
    ['2001:db8::/33', '2001:db8:7fff::'],
  ];
  const outside: [string, string][] = [
    ['192.168.1.0/24', '192.168.2.0'],
    ['192.168.1.0/24', '192.168.0.255'],
    ['10.0.0.0/8', '11.0.0.0'],
    ['172.16.0.0/12', '172.32.0.0'],
    ['203.0.113.7', '203.0.113.6'],
    ['fe80::/10', 'fec0::1'],
    ['2001:db8::/33', '2001:db8:8000::'],
    ['0.0.0.0/0', '::1'],
    ['::/0', '1.2.3.4'],
    ['::/0', '::ffff:1.2.3.4'],
    ['10.0.0.0/8', 'a00::'],
    ['0.0.0.0/0', ''],
    ['0.0.0.0/0', '0x7f.1'],
    ['0.0.0.0/0', '1.2.3.4, 5.6.7.8'],
  ];
  for (const [network, address] of inside)
    assert.equal(contains(cidr(network), address), true, `${network} ${address}`);
  for (const [network, address] of outside)
    assert.equal(contains(cidr(network), address), false, `${network} ${address}`);
});

test('NET-02: an IPv4-mapped IPv6 address is treated like the IPv4 address', () => {
  for (const address of ['::ffff:192.168.1.7', '::FFFF:c0a8:107', '0:0:0:0:0:ffff:192.168.1.7']) {
    assert.equal(contains(cidr('192.168.1.0/24'), address), true, address);
    assert.equal(contains(cidr('192.168.2.0/24'), address), false, address);
  }
});

test('NET-02: the number of addresses is told exactly', () => {
  assert.equal(addressCount(cidr('192.168.1.0/24')), 256n);
  assert.equal(addressCount(cidr('10.0.0.0/8')), 16_777_216n);
  assert.equal(addressCount(cidr('203.0.113.7')), 1n);
  assert.equal(addressCount(cidr('::/0')), 340_282_366_920_938_463_463_374_607_431_768_211_456n);
});
