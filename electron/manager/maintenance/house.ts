import { statfs } from 'node:fs/promises';
import { freemem, release, totalmem, type } from 'node:os';
import type { AccessRule } from '../../../shared/contract/setup.ts';
import type { UsageSample, UsageWeek } from '../../../shared/contract/usage.ts';
import { auditOf } from '../../core/audit/index.ts';
import { openIfMigrated, readHostNames, readHouse, type ManagerDb } from '../../core/kernel/index.ts';
import { listLibraries } from '../../core/library/index.ts';
import { contains, parseCidr } from '../../core/network/index.ts';
import { counted, dayOf, DAY_MS, type Find, type Proof, type Sources } from './finding.ts';

/** In thousands, as the window and the systems show amounts. */
const GB = 1e9;
/** Below this the next backups and conversions are in danger: both need copies of what they work on. */
const LITTLE_SPACE_BYTES = 5 * GB;
/** MNT-10. */
const UNUSED_RANGE_DAYS = 30;

const gigabytes = (bytes: number): string => `${(bytes / GB).toFixed(1)} GB`;

/** The most Holdfast took at once in the last hour; nothing before it was measured. */
function peaks(samples: readonly UsageSample[]): string[] {
  const most = (figure: (sample: UsageSample) => number | null): number | null =>
    samples.map(figure).reduce((a, b) => (b === null ? a : Math.max(a ?? 0, b)), null);
  const [processor, memory, sent] = [
    most((sample) => sample.processor),
    most(({ memoryBytes }) => memoryBytes),
    most(({ sentBps }) => sentBps),
  ];
  const parts = [
    ...(processor === null ? [] : [`${Math.round(100 * processor)} % of the processor`]),
    ...(memory === null ? [] : [`${gigabytes(memory)} memory`]),
    ...(sent === null ? [] : [`${Math.round(sent / 1_000_000)} Mbit/s to devices`]),
  ];
  return parts.length === 0 ? [] : [`Holdfast took at most, in the last hour: ${parts.join(', ')}`];
}

/** "62 % of the processor on Tuesday at 21:00"; a week knows each day by its name. */
function highest({ hours }: UsageWeek): string[] {
  const most = (figure: 'processor' | 'memory', words: (value: number) => string): string[] => {
    const top = hours
      .flatMap((hour) => hour[figure] ?? [])
      .reduce<{ peak: number; peakAt: string } | null>((a, b) => (a === null || b.peak > a.peak ? b : a), null);
    return top === null ? [] : [`${words(top.peak)} on ${hourOf(Date.parse(top.peakAt))}`];
  };
  return [
    ...most('processor', (percent) => `${Math.round(percent)} % of the processor it may take`),
    ...most('memory', (bytes) => `${gigabytes(bytes)} memory`),
  ];
}

/** "Tuesday at 21:00" on the clock of this computer. */
function hourOf(moment: number): string {
  const date = new Date(moment);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.toLocaleDateString('en-GB', { weekday: 'long' })} at ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** MNT-03 */
export const roomLeft: Find = async ({ db, data, usage, usageWeek }) => {
  const places = [
    { name: 'data and backups', path: data.root },
    ...listLibraries(db).map(({ name, path }) => ({ name, path })),
  ];
  const found = await Promise.all(
    places.map(async ({ name, path }) => {
      try {
        const { bavail, bsize } = await statfs(path);
        return { name, freeBytes: bavail * bsize };
      } catch {
        return { name, freeBytes: null }; // a disk that is away is said on the library's page
      }
    }),
  );
  const [own] = found;
  const week = highest(usageWeek());
  const isShort = own!.freeBytes !== null && own!.freeBytes < LITTLE_SPACE_BYTES;
  return {
    text: `${own!.freeBytes === null ? 'The data folder cannot be looked at' : `${gigabytes(own!.freeBytes)} are free for data and backups`}, and ${gigabytes(freemem())} of ${gigabytes(totalmem())} memory.${week.length === 0 ? '' : ` The most Holdfast took in 7 days: ${week.join(', ')}.`}`,
    points: [
      ...peaks(usage()),
      ...found.map(
        ({ name, freeBytes }) => `${name}: ${freeBytes === null ? 'not there now' : `${gigabytes(freeBytes)} free`}`,
      ),
    ],
    needsAttention: isShort,
  };
};

/** MNT-05 */
export const ownVersion: Find = ({ status, looksForUpdates }) => ({
  text: `This is Holdfast ${status().version}. ${looksForUpdates ? 'It looks for a newer one each day, and says so when there is one.' : 'It does not look for updates by itself: see whether there is a newer one.'}`,
  points: [],
  needsAttention: false,
});

const parts = ({ status, db }: Sources): string[] => {
  const { version, ffmpeg } = status();
  const sqlite = db.prepare<[], string>('SELECT sqlite_version()').pluck().get()!;
  return [
    `Holdfast ${version}`,
    `Node ${process.versions.node}, OpenSSL ${process.versions.openssl}, SQLite ${sqlite}`,
    ffmpeg === null ? 'no ffmpeg that runs' : `ffmpeg ${ffmpeg.version}`,
    `${type()} ${release()}`,
  ];
};

/** MNT-06 */
export const patches: Find = (sources) => {
  const problem = sources.status().ffmpeg?.problem ?? null;
  return {
    text:
      problem ??
      'No part that Holdfast knows of is said to have a fault. The system itself has to be looked at by hand.',
    points: parts(sources),
    needsAttention: problem !== null,
  };
};

/** MNT-16 */
export const builtOn: Find = (sources) => ({
  text: 'These are the parts this version is built on.',
  points: parts(sources),
  needsAttention: false,
});

/** MNT-10 */
export const rangesInUse: Find = ({ db, files, now }) => {
  const rule = JSON.parse(readHouse(db).accessRule) as AccessRule;
  if (rule.kind !== 'custom')
    return {
      text: rule.kind === 'home' ? 'Only your home network may connect.' : 'Only this computer may connect.',
      points: [],
      needsAttention: false,
    };
  const read = openIfMigrated(files.serverDb);
  const seen =
    read
      ?.prepare<[], { address: string; at: number }>(
        'SELECT address, max(last_seen_at) AS at FROM session GROUP BY address',
      )
      .all() ?? [];
  read?.close();
  const ranges = rule.cidrs.map((text) => {
    const cidr = parseCidr(text);
    const from = cidr.ok ? seen.filter(({ address }) => contains(cidr.value, address)) : [];
    return { text, lastAt: from.length === 0 ? null : Math.max(...from.map(({ at }) => at)) };
  });
  const unused = ranges.filter(({ lastAt }) => lastAt === null || now - lastAt > UNUSED_RANGE_DAYS * DAY_MS);
  return {
    text: `${counted(rule.cidrs.length, 'range')} may connect. ${unused.length === 0 ? 'Somebody came from each of them in the last 30 days.' : `Nobody came from ${unused.length} of them in 30 days.`}`,
    points: ranges.map(
      ({ text, lastAt }) => `${text}: ${lastAt === null ? 'never used' : `last used ${dayOf(lastAt)}`}`,
    ),
    needsAttention: unused.length > 0,
  };
};

/** MNT-17 */
export const differences: Find = ({ db, backups }) => {
  const access = JSON.parse(readHouse(db).accessRule) as AccessRule;
  const names = readHostNames(db);
  const { dailyAt, secondFolder, recoveryRecipient } = backups.settings();
  const points = [
    ...(access.kind === 'custom' ? [`Who may connect: ${access.cidrs.join(', ')}, instead of the home network`] : []),
    ...(access.kind === 'this-computer' ? ['Who may connect: this computer alone, instead of the home network'] : []),
    ...(names.length > 0 ? [`Further names it answers to: ${names.join(', ')}`] : []),
    ...(dailyAt === '03:00' ? [] : [`Daily backup: at ${dailyAt}, instead of 03:00`]),
    ...(secondFolder === null ? [] : [`Second folder for backups: ${secondFolder}`]),
    ...(recoveryRecipient === null ? ['No recovery kit was made'] : []),
  ];
  return {
    text:
      points.length === 0
        ? 'Every setting is as Holdfast comes.'
        : `${counted(points.length, 'setting differs', 'settings differ')} from how Holdfast comes.`,
    points,
    needsAttention: false,
  };
};

/** MNT-19: a practice that went well is the whole task; a closing in earnest is told beside it (INC-14). */
export function practised({ db }: Sources): Proof {
  const tries = auditOf(db, ['incident.practised'], 0).map(({ at, detail }) => ({
    at,
    isPassed: (JSON.parse(detail) as { passed: boolean }).passed,
  }));
  const last = tries.at(-1);
  const passedAt = tries.findLast(({ isPassed }) => isPassed)?.at ?? null;
  const closing = lastClosing(db);
  return {
    text:
      last === undefined
        ? 'Closing the house was not practised yet.'
        : last.isPassed
          ? `Closing the house was practised ${dayOf(last.at)}, and went well.`
          : `Closing the house was practised ${dayOf(last.at)}, and failed${passedAt === null ? '' : `; it went well ${dayOf(passedAt)}`}.`,
    points: closing,
    needsAttention: last === undefined || !last.isPassed,
    provedAt: passedAt,
  };
}

function lastClosing(db: ManagerDb): string[] {
  type Row = { readonly openedAt: number; readonly closedAt: number | null; readonly reason: string };
  const last = db
    .prepare<[], Row>(
      'SELECT opened_at AS openedAt, closed_at AS closedAt, reason FROM incident ORDER BY opened_at DESC LIMIT 1',
    )
    .get();
  if (last === undefined) return ['The house itself was never closed'];
  return [
    `The house itself was last closed ${dayOf(last.openedAt)}${last.closedAt === null ? ', and is closed now' : ` and opened again ${dayOf(last.closedAt)}`}`,
    `The reason given: ${last.reason}`,
  ];
}
