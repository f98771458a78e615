import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { choosePort, isPortTaken, type PortChoice } from './port.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-port-'));
  file = join(folder, 'port');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param answers what the person says, in turn; asked more often than that is an error. */
const choose = (taken: Set<number>, answers: PortChoice[], named: number | null = null) => {
  const asked: [number, number][] = [];
  const port = choosePort({
    named,
    file,
    waitMs: 0,
    log: { info() {}, warn() {}, error() {} },
    isTaken: async (number) => taken.has(number),
    async ask(isTaken, free) {
      asked.push([isTaken, free]);
      const answer = answers.shift();
      assert.ok(answer);
      if (answer === 'again') taken.delete(isTaken);
      return answer;
    },
  });
  return port.then((number) => ({ number, asked }));
};

test('DSK-08: a port that is free is used, and nobody is asked', async () => {
  assert.deepEqual(await choose(new Set(), []), { number: 8470, asked: [] });
  assert.deepEqual(await choose(new Set([8470]), [], 9000), { number: 9000, asked: [] });
  assert.equal((await choose(new Set([0]), [], 0)).number, 0);
});

test('DSK-08: one that is taken is another free one when the person agrees, remembered from then on', async () => {
  // 8471 is the headless owner's page.
  assert.deepEqual(await choose(new Set([8470, 8472]), ['other']), { number: 8473, asked: [[8470, 8473]] });
  assert.equal(readFileSync(file, 'utf8'), '8473\n');
  assert.deepEqual(await choose(new Set([8470]), []), { number: 8473, asked: [] });
  assert.equal((await choose(new Set(), [], 9000)).number, 9000, 'what is named for a start goes before');
});

test('DSK-08: a choice that cannot be written down holds for this start', async () => {
  file = join(folder, 'gone', 'port');
  assert.equal((await choose(new Set([8470]), ['other'])).number, 8472);
});

test('DSK-08: looking again finds it free; leaving it changes nothing', async () => {
  assert.equal((await choose(new Set([8470]), ['again'])).number, 8470);
  assert.equal((await choose(new Set([8470]), ['anyway'])).number, 8470);
  assert.equal(existsSync(file), false);
  writeFileSync(file, 'eighty\n');
  assert.equal((await choose(new Set(), [])).number, 8470);
});

test('whether a port is taken is found by asking the system for it', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  assert.equal(await isPortTaken(null)(port), true);
  await new Promise((resolve) => other.close(resolve));
  assert.equal(await isPortTaken(null)(port), false);
  assert.equal(await isPortTaken('192.0.2.1')(port), false, 'no address of ours');
});
