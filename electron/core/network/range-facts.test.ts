import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interfaces } from './access-rule.ts';
import { parseCidr } from './cidr.ts';
import { rangeFacts } from './range-facts.ts';

const interfaces: Interfaces = {
  en0: [
    {
      address: '10.0.4.7',
      cidr: '10.0.4.7/24',
      family: 'IPv4',
      internal: false,
      mac: '00:00:00:00:00:00',
      netmask: '',
    },
  ],
};
const facts = (text: string) => {
  const parsed = parseCidr(text);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return rangeFacts(parsed.value, interfaces);
};

test('NET-02: a range says how many devices it lets in', () => {
  const counts = {
    '192.168.1.0/24': 254,
    '192.168.1.9': 1,
    '192.168.1.8/31': 2,
    '192.168.50.8/29': 6,
    '10.0.0.0/8': 16_777_214,
    'fd00::/64': 2 ** 64,
  };
  for (const [range, devices] of Object.entries(counts)) assert.equal(facts(range).devices, devices, range);
});

test('NET-02: what is too wide for a home, and what reaches into the internet, is told apart', () => {
  const kinds = {
    '127.0.0.0/8': 'this-computer',
    '::1/128': 'this-computer',
    '192.168.0.0/16': 'home',
    '172.16.0.0/15': 'wide',
    '10.0.0.0/8': 'wide',
    '10.0.0.0/7': 'public',
    '0.0.0.0/0': 'public',
    '203.0.113.9': 'public',
    'fd12:3456::/48': 'home',
    'fd00::/8': 'wide',
    'fe80::/10': 'home',
    '::/0': 'public',
    '2001:db8::/64': 'public',
  };
  for (const [range, kind] of Object.entries(kinds)) assert.equal(facts(range).kind, kind, range);
});

test('NET-02: for a range that is too wide, this computer’s own network inside it is offered', () => {
  assert.equal(facts('10.0.0.0/8').narrower, '10.0.4.0/24');
  assert.equal(facts('172.16.0.0/12').narrower, null);
  assert.equal(facts('10.0.4.0/24').narrower, null);
});
