import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { newId } from '../kernel/index.ts';
import { openDatabases, opened, ownClock, type Databases } from '../kernel/testing/databases.ts';
import { addLibrary, checkFolder, listLibraries, removeLibrary, renameLibrary } from './index.ts';

let house: Databases;
let media: string;
beforeEach(() => {
  house = openDatabases();
  media = join(house.folder, 'media');
  mkdirSync(media);
});
afterEach(() => house.close());
const refused = (path: string, own: string[] = []) => assert.equal(checkFolder(path, own).ok, false, path);
const deps = () => ({ db: house.manager, clock: ownClock() });
const add = (path: string, name?: string) => addLibrary(deps(), { kind: 'film', path, name }, [], 'test');

describe('MED-13: system and home-root folders cannot be a library', { skip: process.platform === 'win32' }, () => {
  const folders = ['/', '/etc', '/usr', '/usr/share', '/bin', '/dev', '/dev/shm', '/proc', '/proc/self', '/sys', '/var', '/var/log', '/home', '/tmp', '/mnt', homedir(), tmpdir()]; // prettier-ignore
  for (const folder of folders)
    test(`MED-13: ${folder === homedir() ? 'the home folder' : folder === tmpdir() ? 'the folder for temporary files' : folder} is refused, however it is written`, () => {
      refused(folder);
      refused(`${folder}/`);
      refused(`${folder}/.`);
      refused(`${media}/../../../../../../../../..${folder}`);
    }); // prettier-ignore

  test('MED-13: a link to one of them is refused too, and one to a folder of films is taken as that folder', () => {
    for (const [name, target] of [['etc', '/etc'], ['root', '/'], ['usr', '/usr/share']] as const) {
      symlinkSync(target, join(house.folder, name));
      refused(join(house.folder, name));
    }
    symlinkSync(media, join(house.folder, 'films'));
    assert.equal(opened(checkFolder(join(house.folder, 'films'), [])), media);
  }); // prettier-ignore

  test('MED-13: Holdfast’s own folder is refused, what holds it and what lies in it, by a link to it as well', () => {
    const data = join(house.folder, 'data');
    mkdirSync(join(data, 'cache'), { recursive: true });
    for (const path of [data, join(data, 'cache'), house.folder]) refused(path, [data]);
    symlinkSync(data, join(house.folder, 'alias'));
    refused(join(house.folder, 'alias'), [data]);
    // The other way about: we know our folder by the link, the owner gives the real one.
    refused(data, [join(house.folder, 'alias')]);
    refused(join(data, 'cache'), [join(house.folder, 'alias')]);
    assert.ok(checkFolder(media, [data]).ok);
    mkdirSync(`${data}-films`);
    assert.ok(checkFolder(`${data}-films`, [data]).ok, 'a name that only begins alike');
  });

  test('MED-13: what is no folder of this computer is refused', () => {
    writeFileSync(join(media, 'film.mkv'), '');
    for (const path of ['', '.', 'media', '../media', '~', '~/films', join(media, 'film.mkv'), join(media, 'none'), 'C:\\Windows', '\\\\nas\\films', 'smb://nas/films', `${media}\0/etc`])
      refused(path);
  }); // prettier-ignore
});

describe('libraries', () => {
  test('a library is listed by its real path and named after its folder, or as the owner says', () => {
    const other = join(house.folder, 'other');
    mkdirSync(other);
    opened(add(`${media}/./`));
    opened(add(other, '  Our films '));
    assert.deepEqual(Object.fromEntries(listLibraries(house.manager).map(({ name, path }) => [name, path])), { media, 'Our films': other });
    assert.deepEqual(listLibraries(house.read, 'manager').length, 2);
  }); // prettier-ignore

  test('a folder inside another library, or around one, is refused: its films would be there twice', () => {
    const inner = join(media, 'inner');
    mkdirSync(inner);
    opened(add(media));
    for (const path of [media, inner, house.folder]) assert.equal(add(path).ok, false, path);
    symlinkSync(inner, join(house.folder, 'link'));
    assert.equal(add(join(house.folder, 'link')).ok, false);
    mkdirSync(`${media}2`);
    opened(add(`${media}2`));
  });

  test('a library that is taken out takes its grants with it, and both stand in the audit record', () => {
    const { id } = opened(add(media));
    const account = newId();
    house.manager
      .prepare(
        `INSERT INTO account (id, name, name_key, role, disabled, password_hash, password_changed_at, epoch, created_at) VALUES (?, 'A', 'a', 'member', 0, 'x', 0, 'e', 0)`,
      )
      .run(account);
    house.manager.prepare('INSERT INTO library_grant VALUES (?, ?)').run(account, id);
    assert.equal(removeLibrary(deps(), id, 'test'), true);
    assert.equal(removeLibrary(deps(), id, 'test'), false);
    assert.equal(house.manager.prepare('SELECT count(*) FROM library_grant').pluck().get(), 0);
    const events = house.manager.prepare('SELECT event FROM audit ORDER BY seq').pluck().all();
    assert.deepEqual(events, ['library.added', 'library.removed']);
  });
});

test('a library takes another name, and its folder keeps its own', () => {
  const { id } = opened(add(media, 'Films'));
  assert.deepEqual(renameLibrary(deps(), id, ' Old films ', 'test'), { ok: true, value: {} });
  assert.deepEqual(
    listLibraries(house.manager).map(({ name, path }) => [name, path]),
    [['Old films', media]],
  );
  for (const [other, name, code] of [
    [id, ' \u0007', 'bad-name'],
    [newId(), 'Films', 'no-such-library'],
  ] as const) {
    const refusal = renameLibrary(deps(), other, name, 'test');
    assert.equal(!refusal.ok && refusal.failure.code, code);
  }
});
