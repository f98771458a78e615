/** P9: what a page costs that was asked for before, signed in, beside a file of the same bytes that nginx sends. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAside } from './aside.ts';
import { makeFilmTree } from './film-tree.ts';
import { startHouse } from './house.ts';
import { compare, type Measurement, type Row } from './measurement.ts';
import { startNginx } from './nginx.ts';
import type { Asked, Task } from './page-askers.ts';
import { cpuSeconds } from './processes.ts';

const FILMS = 500;
const PAGES = [
  { name: 'home', path: '/api/v1/home' },
  { name: 'browse', path: '/api/v1/items' },
] as const;
/** A session may ask 600 times a minute, so there are several, and new ones each round. */
const SESSIONS = 10;
const ASKS = 300;
/** Asked so often before it is measured that what is compiled late is compiled. */
const WARM_ASKS = 250;
/** CPU time is counted in 10 ms, and nginx takes a few µs a request. */
const NGINX_TIMES = 10;

export const warmPagesMeasurement: Measurement = {
  ids: ['P9'],
  async run({ temp, rounds, say }) {
    const media = join(temp, 'warm', 'media');
    makeFilmTree(media, FILMS);
    const house = await startHouse(temp);
    await house.addLibrary(media);
    const ask = await house.signIn();
    const still = join(temp, 'still');
    mkdirSync(still, { recursive: true });
    for (const { name, path } of PAGES) writeFileSync(join(still, `${name}.json`), JSON.stringify(await ask('GET', path)));
    const nginx = await startNginx(temp, still);
    const rows: Row[] = [];
    for (const { name, path } of PAGES) {
      const figures = { ours: [] as Figures[], theirs: [] as Figures[] };
      for (let round = 1; round <= rounds; round += 1) {
        const tokens: string[] = [];
        for (let at = 0; at < SESSIONS; at += 1) tokens.push(await house.newToken());
        const heads = tokens.map((token) => [`Authorization: Bearer ${token}`]);
        const ours = { port: house.port, path, heads };
        await runAside('page-askers.ts', { ...ours, times: WARM_ASKS } satisfies Task, 'the askers');
        figures.ours.push(await measure({ ...ours, times: ASKS }, house.serverPid));
        const theirs = nginx && { port: nginx.port, path: `/${name}.json`, heads: heads.map(() => []), times: ASKS * NGINX_TIMES };
        if (theirs) figures.theirs.push(await measure(theirs, nginx.workerPid));
        say(`${name}, round ${round} of ${rounds}: ${show(figures.ours.at(-1)!)}; nginx ${figures.theirs.length === 0 ? 'missing' : show(figures.theirs.at(-1)!)}`);
      }
      const pick = (figure: keyof Figures) => ({
        ours: figures.ours.map((one) => one[figure]),
        theirs: nginx && figures.theirs.map((one) => one[figure]),
      });
      rows.push(
        compare({ id: 'P9', what: `warm ${name}, signed in: CPU a request vs nginx`, goal: { is: 'at most', ratio: 3 } }, pick('cpuMicroseconds'), (value) => `${value.toFixed(1)} µs`),
        compare({ id: 'P9', what: `warm ${name}, signed in: requests vs nginx`, goal: { is: 'at least', ratio: 0.35 } }, pick('perSecond'), (value) => `${value.toFixed(0)} /s`),
      );
    }
    await house.stop();
    await nginx?.stop();
    return rows;
  },
}; // prettier-ignore

type Figures = { readonly cpuMicroseconds: number; readonly perSecond: number };

const show = ({ cpuMicroseconds, perSecond }: Figures) =>
  `${cpuMicroseconds.toFixed(1)} µs a request, ${perSecond.toFixed(0)} a second`;

async function measure(task: Task, pid: number): Promise<Figures> {
  const before = cpuSeconds(pid);
  const { seconds } = await runAside<Task, Asked>('page-askers.ts', task, 'the askers');
  const requests = task.heads.length * task.times;
  return { cpuMicroseconds: ((cpuSeconds(pid) - before) / requests) * 1e6, perSecond: requests / seconds };
}
