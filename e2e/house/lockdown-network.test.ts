/**
 * Closing and reopening on a computer whose network comes and goes. The house lives in a network of its own (Linux network
 * namespace), where a test may give it an address at home and take it away.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { incidentState, say, succeeded } from '../fixtures/incident.ts';
import { makeFolder, OWNER, processesNaming, startHouse, waitFor } from '../fixtures/house.ts';

const NEW_PASSWORD = 'Another staple 7 battery';
/** A home's network, and this computer in it. */
const AT_HOME = '192.168.77.1';
/** The address lies on loopback, whose networks are nobody's home, so that the range is named. */
const HOME_RANGE = '192.168.77.0/24';
const LONG_MS = 30_000;

/** What is missing to make a network of its own, for a test's `skip`; false when nothing is. */
function networkIsMissing(): string | false {
  if (process.platform !== 'linux') return 'NOT TESTED: network namespaces are Linux’s';
  const tried = spawnSync('unshare', ['--net', 'sh', '-c', 'ip link set lo up']);
  return tried.status === 0
    ? false
    : 'NOT TESTED: making a network of its own is not permitted here, or iproute2 is missing';
}

test(
  'without a network, with one that comes and goes, and reopened on this computer alone (INC-01, INC-18)',
  { skip: networkIsMissing() },
  async () => {
    const root = makeFolder();
    const dataDir = join(root, 'data');
    try {
      await using house = await startHouse({ dataDir, ownNetwork: true, allow: [HOME_RANGE] });
      const inside = (...command: readonly string[]) => {
        const ran = spawnSync('nsenter', [`--net=/proc/${house.pid}/ns/net`, ...command], { encoding: 'utf8' });
        return { status: ran.status, text: ran.stdout.trim() };
      };
      const addresses = async () => (await house.status()).addresses.map((url) => new URL(url).hostname).toSorted();
      /** What really listens there, as the system knows it (iproute2's ss would be one more program). */
      const listening = () =>
        inside('cat', '/proc/net/tcp')
          .text.split('\n')
          .map((line) => line.trim().split(/\s+/))
          .filter(([, , , state]) => state === '0A')
          .map(([, local]) =>
            local!
              .slice(0, 8)
              .match(/../g)!
              .toReversed()
              .map((byte) => Number.parseInt(byte, 16))
              .join('.'),
          ) // prettier-ignore
          .toSorted();
      const fetches = (host: string) => {
        const port = new URL(house.url).port;
        const script = `fetch('http://${host}:${port}/healthz').then((r) => console.log(r.status), () => console.log('refused'))`;
        return inside(process.execPath, '-e', script).text;
      };

      // No network at all: closed and opened again all the same.
      assert.deepEqual(
        (await addresses()).filter((one) => one !== '[::1]'),
        ['127.0.0.1'],
      );
      succeeded(await house.cli('lock', '--reason', 'no network'));
      assert.deepEqual(listening(), []);
      assert.equal((await incidentState(house)).incident!.reason, 'no network');
      succeeded(await say(house, [OWNER.password], 'unlock'));
      await house.status();
      assert.equal(fetches('127.0.0.1'), '200');

      // An address at home appears, is served, and is closed with the rest.
      assert.equal(inside('ip', 'address', 'add', `${AT_HOME}/24`, 'dev', 'lo').status, 0);
      await waitFor('the address at home to be served', LONG_MS, async () => (await addresses()).includes(AT_HOME));
      assert.equal(fetches(AT_HOME), '200');
      // It goes again while the house is being served there, and the house is closed then.
      assert.equal(inside('ip', 'address', 'delete', `${AT_HOME}/24`, 'dev', 'lo').status, 0);
      succeeded(await house.cli('lock', '--reason', 'the network went'));
      assert.deepEqual(listening(), []);
      assert.equal(inside('ip', 'address', 'add', `${AT_HOME}/24`, 'dev', 'lo').status, 0);

      // This computer first: nothing but loopback is shown, and nothing but loopback listens.
      const computer = succeeded(await say(house, [OWNER.password, NEW_PASSWORD], 'incident', 'reopen', 'computer'));
      assert.match(computer.stdout, /^Open on this computer alone\./);
      assert.doesNotMatch(computer.stdout, new RegExp(AT_HOME));
      assert.deepEqual(
        await addresses(),
        (await addresses()).filter((one) => one === '127.0.0.1' || one === '[::1]'),
      );
      assert.deepEqual(listening(), ['127.0.0.1']);
      assert.deepEqual([fetches('127.0.0.1'), fetches(AT_HOME)], ['200', 'refused']);
      assert.equal((await incidentState(house)).incident!.stage, 'computer');

      // Then the home.
      succeeded(await say(house, [NEW_PASSWORD], 'incident', 'reopen', 'home'));
      await waitFor('the address at home to be served', LONG_MS, async () => (await addresses()).includes(AT_HOME));
      assert.deepEqual(listening(), ['127.0.0.1', AT_HOME]);
      assert.deepEqual([fetches('127.0.0.1'), fetches(AT_HOME)], ['200', '200']);
    } finally {
      for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
      rmSync(root, { recursive: true, force: true });
    }
  },
);
