import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { record } from '../audit/index.ts';
import { newIdentity, readAge, readTar, tarEnd, tarHeader, tarPadding, writeAge } from '../backups/index.ts';
import { openDatabases, opened, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { watchSyncs } from '../kernel/testing/watch-syncs.ts';
import { evidenceFileName, takeEvidence, type EvidenceInput, type EvidenceManifest } from './evidence.ts';
import { parseSockets } from './system-facts.ts';
import { isWhole, verifyEvidence } from './verify-evidence.ts';

let house: Databases;
let kit: { readonly identity: string; readonly recipient: string };
let input: EvidenceInput;
const incident = { id: 'ab'.repeat(16), reason: 'a stranger', actor: 'owner:window', openedAt: START_MS };
beforeEach(async () => {
  house = openDatabases();
  kit = await newIdentity();
  const at = (...parts: string[]) => join(house.folder, ...parts);
  for (const folder of ['logs', 'cache', 'backups', 'incidents', 'program']) mkdirSync(at(folder));
  writeFileSync(at('logs', 'manager.log'), '{"msg":"incident.locked"}\n');
  writeFileSync(at('cache', 'poster.jpg'), 'made again');
  writeFileSync(at('backups', 'old.age'), 'sealed');
  writeFileSync(at('program', 'index.ts'), 'the program');
  record(house.manager, {
    at: START_MS,
    actor: 'owner:window',
    event: 'incident.locked',
    detail: { reason: 'a stranger' },
  });
  house.manager.prepare(`UPDATE house SET access_rule = '{"kind":"this-computer"}'`).run();
  input = {
    incident,
    connected: [{ address: '192.168.1.77', sockets: 3, people: [{ name: 'eve', device: 'Firefox' }], playing: [] }],
    holdfast: '1.0.0',
    installationId: 'here',
    databases: { manager: at('manager.db'), server: at('server.db'), library: at('library.db') },
    root: house.folder,
    logs: at('logs'),
    cache: at('cache'),
    backups: at('backups'),
    reserve: at('reserve'),
    programFolders: [at('program')],
    programFiles: [],
    target: at('incidents', evidenceFileName(incident)),
    workFolder: at('cache', 'work'),
    recipients: [kit.recipient],
    now: START_MS,
    pid: process.pid,
  };
});
afterEach(() => house.close());

const verify = async (identities: readonly string[] | null, recorded: string | null = null) =>
  opened(await verifyEvidence({ file: input.target, identities, recorded }));

/** What is inside, opened with the kit. */
async function contents(): Promise<Map<string, Buffer>> {
  const reader = await readAge(input.target, [kit.identity]);
  const tar = readTar(reader.next);
  const found = new Map<string, Buffer>();
  for (let entry = tar.nextEntry(); entry !== null; entry = tar.nextEntry()) {
    const pieces: Buffer[] = [];
    tar.content(entry, (piece) => pieces.push(Buffer.from(piece)));
    found.set(entry.name, Buffer.concat(pieces));
  }
  reader.close();
  return found;
}

describe('evidence (INC-04)', () => {
  test('holds databases, audit, logs, settings, who was connected, sockets, processes and hashes, each with its SHA-256', async () => {
    const taken = opened(await takeEvidence(input, () => {}));
    const parts = await contents();
    assert.deepEqual([...parts.keys()].toSorted(), [
      'audit.jsonl',
      'connections.json',
      'databases/library.db',
      'databases/manager.db',
      'databases/server.db',
      'hashes.json',
      'incident.json',
      'logs/manager.log',
      'manifest.json',
      'processes.json',
      'settings.json',
      'sockets.json',
    ]);
    const manifest = JSON.parse(parts.get('manifest.json')!.toString()) as EvidenceManifest;
    assert.equal(manifest.parts.length, taken.parts);
    for (const { name, sha256, sizeBytes } of manifest.parts) {
      const content = parts.get(name)!;
      assert.deepEqual([createHash('sha256').update(content).digest('hex'), content.length], [sha256, sizeBytes], name);
    }
    assert.match(parts.get('audit.jsonl')!.toString(), /"event":"incident.locked".*"seal":/);
    assert.deepEqual(JSON.parse(parts.get('connections.json')!.toString()), input.connected);
    assert.deepEqual(JSON.parse(parts.get('settings.json')!.toString()), {
      serverName: 'Test House',
      access: { kind: 'this-computer' },
    });
    const hashes = JSON.parse(parts.get('hashes.json')!.toString()) as Record<
      'data' | 'program',
      { path: string; sha256: string | null }[]
    >;
    assert.deepEqual(
      hashes.program.map(({ path, sha256 }) => [path, sha256]),
      [['program/index.ts', createHash('sha256').update('the program').digest('hex')]],
    );
    const data = new Map(hashes.data.map(({ path, sha256 }) => [path, sha256]));
    assert.ok(!data.has('cache/poster.jpg') && data.has('logs/manager.log'));
    assert.deepEqual([data.get('backups/old.age'), data.get('manager.db')], [null, null], 'named, and not opened');
    assert.ok(manifest.leftOut.length > 0);
  });

  test('is for this user alone, sealed, and leaves nothing else behind; taking it again replaces it', async () => {
    const first = opened(await takeEvidence(input, () => {}));
    const second = opened(await takeEvidence({ ...input, now: START_MS + 1 }, () => {}));
    assert.notEqual(first.sha256, second.sha256);
    const name = evidenceFileName(incident);
    assert.equal(name, 'incident-2026-03-03T12-00-00Z-abababab.hfe');
    assert.deepEqual(readdirSync(join(house.folder, 'incidents')).toSorted(), [name, `${name}.sha256`]);
    if (process.platform !== 'win32') assert.equal(statSync(input.target).mode & 0o777, 0o600);
    assert.equal(existsSync(input.workFolder), false);
    assert.equal(readFileSync(input.target).includes('a stranger'), false);
    assert.equal(readFileSync(`${input.target}.sha256`, 'utf8'), `${second.sha256}  ${name}\n`);
  });

  // NTFS journals names itself, and Windows opens no folder to sync it.
  test(
    'a power cut takes nothing of it once it is said to be kept',
    { skip: process.platform === 'win32' },
    async () => {
      const watch = watchSyncs();
      try {
        opened(await takeEvidence(input, () => {}));
        const folder = join(house.folder, 'incidents');
        const name = evidenceFileName(incident);
        assert.deepEqual(watch.lostBeforeRenamingTo(name, folder).filter((loss) => loss.startsWith('bytes')), []); // prettier-ignore
        assert.deepEqual(watch.lost(folder), []);
      } finally {
        watch.end();
      }
    },
  );

  test('a damaged database is kept as it lies, and said', async () => {
    house.read.close();
    house.library.close();
    writeFileSync(input.databases.library, Buffer.alloc(8192, 7));
    opened(await takeEvidence(input, () => {}));
    const parts = await contents();
    assert.ok(parts.has('databases/library.damaged'));
    assert.match(parts.get('manifest.json')!.toString(), /library database is damaged. Its file is kept/);
  });
});

describe('evidence that cannot be whole (INC-04)', () => {
  /** Time that passes as it is looked at; `from` that many looks on, an hour of it. */
  const jumpsAfter = (from: number) => {
    let looks = 0;
    return { monotonic: () => ((looks += 1) > from ? 3_600_000 : 0) };
  };

  test('with no time for the databases the small parts are sealed, and it says what is not in it', async () => {
    const taken = opened(await takeEvidence(input, () => {}, jumpsAfter(1)));
    const parts = await contents();
    assert.deepEqual(
      [...parts.keys()].toSorted(),
      ['connections.json', 'hashes.json', 'incident.json', 'logs/manager.log', 'manifest.json', 'processes.json', 'settings.json', 'sockets.json'], // prettier-ignore
    );
    assert.match(
      taken.missing.join(' '),
      /no time for the manager database \(\d+\.\d MB\)\..*no time to hash every file/,
    );
    const manifest = JSON.parse(parts.get('manifest.json')!.toString()) as EvidenceManifest;
    assert.deepEqual(manifest.leftOut.slice(0, taken.missing.length), taken.missing);
    assert.ok(isWhole(await verify([kit.identity], taken.sha256)), 'what there is is sealed as ever');
    assert.equal(existsSync(input.workFolder), false);
  });

  test('a database that took too long leaves out itself and not those that fit', async () => {
    const taken = opened(await takeEvidence(input, () => {}, jumpsAfter(6)));
    const parts = await contents();
    assert.ok(parts.has('databases/manager.db') && parts.has('audit.jsonl'), [...parts.keys()].join());
    assert.ok(taken.missing.some((text) => /no time for the (server|library) database/.test(text)));
  });

  test('a damaged manager.db is said; everything else is kept', async () => {
    const broken = join(house.folder, 'broken.db');
    writeFileSync(broken, Buffer.alloc(8192, 7));
    const taken = opened(
      await takeEvidence({ ...input, databases: { ...input.databases, manager: broken } }, () => {}),
    );
    const parts = await contents();
    assert.deepEqual(
      ['settings.json', 'audit.jsonl', 'databases/server.db', 'databases/library.db'].map((name) => parts.has(name)),
      [false, false, true, true],
    );
    assert.deepEqual(taken.missing, [
      'The settings cannot be read: the manager database is damaged.',
      'The manager database is damaged.',
    ]);
  });
});

describe('verifying it', () => {
  test('with nothing to compare it with, it is not called whole', async () => {
    opened(await takeEvidence(input, () => {}));
    rmSync(`${input.target}.sha256`);
    const verdict = await verify(null);
    assert.deepEqual([verdict.beside, verdict.record, verdict.parts, isWhole(verdict)], ['missing', 'unknown', null, false]); // prettier-ignore
    assert.ok(isWhole(await verify([kit.identity])), 'with the kit, its manifest is something to compare with');
  });

  test('whole: the hash beside it, the record, and every part inside', async () => {
    const { sha256 } = opened(await takeEvidence(input, () => {}));
    const inside = await verify([kit.identity], sha256);
    assert.deepEqual([inside.beside, inside.record, isWhole(inside)], ['matches', 'matches', true]);
    assert.equal(inside.parts!.length, 11);
    const outside = await verify(null);
    assert.deepEqual([outside.beside, outside.record, outside.parts, isWhole(outside)], ['matches', 'unknown', null, true]); // prettier-ignore
  });

  test('one changed byte: without the kit the whole differs, with it the part is named', async () => {
    const { sha256 } = opened(await takeEvidence(input, () => {}));
    const bytes = readFileSync(input.target);
    bytes[bytes.length - 100]! ^= 1;
    writeFileSync(input.target, bytes);
    const verdict = await verify([kit.identity], sha256);
    assert.deepEqual([verdict.beside, verdict.record, isWhole(verdict)], ['differs', 'differs', false]);
    assert.ok(verdict.parts!.some(({ state }) => state === 'unreadable'));
  });

  test('a new hash beside an exchanged file does not help against the record', async () => {
    const { sha256 } = opened(await takeEvidence(input, () => {}));
    opened(await takeEvidence({ ...input, now: START_MS + 1 }, () => {}));
    const verdict = await verify(null, sha256);
    assert.deepEqual([verdict.beside, verdict.record, isWhole(verdict)], ['matches', 'differs', false]);
  });

  test('parts that are not what the manifest says are named, in a file somebody sealed anew', async () => {
    const fd = openSync(input.target, 'w');
    const writer = await writeAge(fd, [kit.recipient]);
    const put = (name: string, text: string) => {
      const bytes = Buffer.from(text);
      writer.write(tarHeader({ name, sizeBytes: bytes.length }, START_MS));
      writer.write(bytes);
      writer.write(tarPadding(bytes.length));
    };
    const part = (name: string, text: string) => ({ name, sizeBytes: text.length, sha256: createHash('sha256').update(text).digest('hex') }); // prettier-ignore
    put('incident.json', 'as it was');
    put('audit.jsonl', 'forged');
    put('more.json', 'slipped in');
    const manifest = { format: 1, parts: [part('incident.json', 'as it was'), part('audit.jsonl', 'as was'), part('logs/server.log', 'gone')], leftOut: [] }; // prettier-ignore
    put('manifest.json', JSON.stringify(manifest));
    writer.write(tarEnd());
    writer.end();
    closeSync(fd);
    const verdict = await verify([kit.identity]);
    assert.deepEqual(verdict.parts, [
      { name: 'incident.json', state: 'matches' },
      { name: 'audit.jsonl', state: 'differs' },
      { name: 'more.json', state: 'unexpected' },
      { name: 'logs/server.log', state: 'missing' },
    ]);
    assert.equal(isWhole(verdict), false);
  });

  test("another kit's key does not open it", async () => {
    opened(await takeEvidence(input, () => {}));
    const other = await newIdentity();
    const result = await verifyEvidence({ file: input.target, identities: [other.identity], recorded: null });
    assert.equal(result.ok ? null : result.failure.code, 'wrong-key');
  });
});

test('sockets are read as Linux tells them', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue',
    '   0: 0100007F:2116 00000000:0000 0A 00000000:00000000',
    '   1: 4D01A8C0:2116 0A01A8C0:C001 01 00000000:00000000',
    '',
  ].join('\n');
  assert.deepEqual(parseSockets('tcp', text), [
    { protocol: 'tcp', local: '127.0.0.1:8470', remote: '0.0.0.0:0', state: 'listen' },
    { protocol: 'tcp', local: '192.168.1.77:8470', remote: '192.168.1.10:49153', state: 'established' },
  ]);
  const six = 'header\n 0: 00000000000000000000000001000000:2116 00000000000000000000000000000000:0000 0A x';
  assert.equal(parseSockets('tcp6', six)[0]!.local, '[0000:0000:0000:0000:0000:0000:0000:0001]:8470');
});
