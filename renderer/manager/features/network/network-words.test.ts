import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressWords,
  byPort,
  byWeight,
  deviceWords,
  draftFrom,
  type NetworkFacts,
  rangeWords,
  warningFor,
} from './network-words.ts';

test('a range is counted in words a person can weigh', () => {
  assert.deepEqual([1, 254, 16_777_214, 2 ** 64].map(addressWords), [
    '1 address',
    '254 addresses',
    '16,777,214 addresses',
    'countless addresses',
  ]);
});

test('NET-02: what reaches further than a home is warned of, a home is not', () => {
  const facts = { cidr: '', devices: 254, narrower: null };
  assert.equal(warningFor({ ...facts, kind: 'home' }), null);
  assert.equal(warningFor({ ...facts, kind: 'wide' })?.title, 'Too wide for a home');
  assert.equal(warningFor({ ...facts, kind: 'public', devices: 1 })?.title, 'An address of the internet');
});

test('a device is named by who was seen there', () => {
  assert.equal(deviceWords({ address: '10.0.0.9', seen: [] }), '10.0.0.9');
  assert.equal(
    deviceWords({ address: '10.0.0.9', seen: [{ name: 'Ben', device: 'Firefox' }] }),
    '10.0.0.9 (Ben, Firefox)',
  );
});

test('choosing custom begins with what may connect today', () => {
  const home = {
    access: { kind: 'home' },
    ranges: [
      { cidr: '127.0.0.0/8', devices: 1, kind: 'this-computer', narrower: null },
      { cidr: '192.168.1.0/24', devices: 254, kind: 'home', narrower: null },
    ],
  } as unknown as NetworkFacts;
  assert.deepEqual(
    draftFrom(home).map(({ cidr }) => cidr),
    ['192.168.1.0/24'],
  );
});

test('a program that listens on two addresses at one port is one row; another program or reach is another', () => {
  const ours = {
    port: 8470,
    reach: 'this-computer',
    isOurs: true,
    program: 'Holdfast',
    pid: 7,
    purpose: 'films',
  } as const;
  const rows = byPort([
    { ...ours, address: '127.0.0.1' },
    { ...ours, address: '0.0.0.0', reach: 'network' },
    { ...ours, address: '::1' },
    { ...ours, address: '::1', pid: 8 },
  ]);
  assert.deepEqual(
    rows.map(({ addresses, reach, pid }) => [addresses.join(' '), reach, pid]),
    [
      ['127.0.0.1 ::1', 'this-computer', 7],
      ['0.0.0.0', 'network', 7],
      ['::1', 'this-computer', 8],
    ],
  );
});

test('what is let in is told by its weight: a wide range, the home, its IPv6, and last this computer', () => {
  const range = { devices: 1, narrower: null };
  const sorted = byWeight([
    { ...range, cidr: '127.0.0.0/8', kind: 'this-computer' },
    { ...range, cidr: 'fe80::/10', kind: 'home' },
    { ...range, cidr: '192.168.1.0/24', kind: 'home' },
    { ...range, cidr: '10.0.0.0/8', kind: 'wide' },
  ]);
  assert.deepEqual(sorted.map(rangeWords), ['Wider than a home', 'Your home', 'Your home, by IPv6', 'This computer']);
});
