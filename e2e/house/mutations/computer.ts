// What is wrong with network, media, keys and files, and the button that mends it.
import { spawn } from 'node:child_process';
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { newId } from '../../../electron/core/kernel/index.ts';
import { DAY_MS, file, HOUR_MS, keys, mode, row, signingKey, sql, started, type Fault } from './by-hand.ts';
import { PROGRAM } from '../../fixtures/program.ts';
import { engineVersion, films, ufw, UFW_ON, view } from './checked-house.ts';

export const COMPUTER: readonly Fault[] = [
  {
    id: 'LOG-06',
    what: 'a log is kept for ever',
    state: 'warn',
    make: file(() => join(view.data.logs, 'server.log.9'), '{}\n', 0o600, 40 * DAY_MS),
    button: 'mends',
  },
  {
    id: 'LOG-05',
    what: 'a key is in a log',
    state: 'fail',
    make: () => file(() => join(view.data.logs, 'debug.log'), `{"key":"${signingKey()}"}\n`)(),
  },
  {
    id: 'NET-02',
    what: 'everybody may connect',
    state: 'fail',
    make: row('manager', 'house', 'id = 1', { access_rule: '{"kind":"custom","cidrs":["0.0.0.0/0"]}' }),
    button: 'undoes',
  },
  {
    id: 'NET-03',
    what: 'something of ours listens beside',
    state: 'fail',
    async make() {
      const stray = createServer().listen(0, '0.0.0.0');
      await new Promise((resolve) => stray.once('listening', resolve));
      return () => new Promise((resolve) => stray.close(() => resolve()));
    },
  },
  {
    id: 'TLS-10',
    what: 'it answers to a name on the internet',
    state: 'warn',
    make: sql('manager', "INSERT INTO host_name VALUES ('films.example.com')", "DELETE FROM host_name WHERE name = 'films.example.com'"), // prettier-ignore
    button: 'undoes',
  },
  {
    id: 'HTTP-10',
    what: 'this computer was shut out',
    state: 'fail',
    make: sql(
      'server',
      `INSERT INTO ban VALUES ('127.0.0.1', ${Date.now()}, ${Date.now() + HOUR_MS}, 'by hand')`,
      "DELETE FROM ban WHERE address = '127.0.0.1'",
    ),
    button: 'mends',
  },
  {
    id: 'MED-13',
    what: 'a library is a folder of the system',
    state: 'fail',
    make: row('manager', 'library', "kind = 'film'", { path: '/etc' }),
  },
  {
    id: 'MED-14',
    what: 'a library is away',
    state: 'warn',
    make() {
      renameSync(films, `${films}-away`);
      return () => renameSync(`${films}-away`, films);
    },
  },
  {
    id: 'MED-05',
    what: 'temporary files stay',
    state: 'warn',
    make() {
      const folder = join(view.data.cache, 'playback', newId());
      const undo = file(() => join(folder, '0', '1.m4s'), 'old', 0o600, 2 * HOUR_MS)();
      for (const made of [join(view.data.cache, 'playback'), folder, join(folder, '0')]) chmodSync(made, 0o700);
      return async () => {
        await undo();
        rmSync(folder, { recursive: true, force: true });
      };
    },
    button: 'mends',
  },
  { id: 'MED-03', what: 'others can read the logs', state: 'fail', make: mode(() => view.data.logs, 0o755), button: 'undoes' }, // prettier-ignore
  { id: 'DB-02', what: 'others can read a database', state: 'fail', make: mode(() => view.files.managerDb, 0o644), button: 'undoes' }, // prettier-ignore
  {
    id: 'SEC-03',
    what: 'a file of passwords lies around',
    state: 'fail',
    make: file(() => join(view.keyFile, '..', '.env'), 'JWT_SECRET=replace_me\n', 0o644),
    button: 'undoes',
  },
  { id: 'SESS-02', what: 'the key is one everybody knows', state: 'fail', make: keys((entry) => entry.replace(/\S+$/, 'changeme')) }, // prettier-ignore
  {
    id: 'SEC-09',
    what: 'a key stands in the list of processes',
    state: 'fail',
    make: () => started(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)', '--', signingKey()], { stdio: 'ignore' })), // prettier-ignore
  },
  {
    id: 'NET-11',
    what: 'the firewall is off',
    state: 'warn',
    make() {
      writeFileSync(ufw, UFW_ON.replace('yes', 'no'));
      return () => writeFileSync(ufw, UFW_ON);
    },
  },
  {
    id: 'INC-16',
    what: 'the emergency card was thrown away',
    state: 'warn',
    make() {
      const card = view.data.emergencyCard;
      renameSync(card, `${card}-away`);
      return () => renameSync(`${card}-away`, card);
    },
  },
  {
    id: 'MED-08',
    what: 'the video engine is one without fixes',
    state: 'fail',
    make: file(() => engineVersion, 'ffmpeg version 4.2.7 Copyright\n'),
  },
  {
    id: 'DSK-03',
    what: 'others can change a file of the program',
    state: 'fail',
    make: mode(() => PROGRAM, 0o666),
    button: 'undoes',
  },
];
