import type { Every, MaintenanceId } from '../../../shared/contract/maintenance.ts';

export type Task = {
  readonly id: MaintenanceId;
  readonly every: Every;
  readonly title: string;
  /** What to do, in one sentence. */
  readonly what: string;
  /** Where in the window it is done. */
  readonly page: string;
  /** What Holdfast does of it by itself, in one sentence. */
  readonly automatic: string;
  /** Why there is nothing to do in this version; null when there is. */
  readonly notInUse: string | null;
};

const task = (
  id: MaintenanceId,
  every: Every,
  title: string,
  about: Pick<Task, 'what' | 'page' | 'automatic'> & { readonly notInUse?: string },
): Task => ({ id, every, title, notInUse: null, ...about });

/** REQUIREMENTS, section 13, in the owner's words. */
export const TASKS: readonly Task[] = [
  task('MNT-01', 'day', 'Glance at warnings and records', {
    what: 'Read the warnings, and what stands out in the records of the last day.',
    page: '/activity',
    automatic: 'Counts warnings, failed sign-ins and bans of the last day, and tells you after eight each morning.',
  }),
  task('MNT-02', 'week', 'Review failed sign-ins', {
    what: 'See who tried and failed to sign in; what you cannot explain, ask about at home.',
    page: '/activity',
    automatic: 'Lists the failures of the last week by address and by person.',
  }),
  task('MNT-03', 'week', 'Check what this computer has left', {
    what: 'See that the disks have room, that memory is not short, and what the peaks of the week were.',
    page: '/',
    automatic: 'Measures free space and memory, draws what Holdfast took in the last 7 days, and marks its peaks.',
  }),
  task('MNT-04', 'week', 'See that backups work', {
    what: 'See that a backup was made and proved in the last days.',
    page: '/backups',
    automatic: 'Makes a backup each day, reads it back, and ticks this off when it was sound.',
  }),
  task('MNT-05', 'week', 'Install updates', {
    what: 'Install a newer Holdfast when there is one.',
    page: '/settings',
    automatic:
      'Says which version runs. The app looks for a newer one each day and ticks this off when there is none; run without its window, nothing looks.',
  }),
  task('MNT-06', 'month', 'Install security patches', {
    what: "Install the system's updates, and a newer ffmpeg when it is said to have a fault.",
    page: '/settings',
    automatic: 'Says which versions of Node, SQLite and ffmpeg run, and which of them has a known fault.',
  }),
  task('MNT-07', 'month', 'Review and rotate stream keys', {
    what: 'Rotate the keys of cameras and encoders that stream to this house.',
    page: '/live',
    automatic: 'Nothing yet.',
    notInUse: 'This version takes no streams, so there are no stream keys.',
  }),
  task('MNT-08', 'month', 'Review who used the house', {
    what: 'See from where and on what people signed in, and ask about what you do not know.',
    page: '/people',
    automatic: 'Lists the sign-ins of the last month, with addresses never seen before.',
  }),
  task('MNT-09', 'month', 'Rehearse the loss of everything', {
    what: 'See that a backup became a working house in the last restore drill.',
    page: '/backups',
    automatic: 'Drills a restore each week and ticks this off when it passed.',
  }),
  task('MNT-10', 'month', 'Review who may connect', {
    what: 'Take out address ranges that nobody uses any more.',
    page: '/network',
    automatic: 'Marks ranges nobody came from in 30 days.',
  }),
  task('MNT-11', 'month', 'Check the certificate', {
    what: 'See that the certificate is valid for the next month.',
    page: '/network',
    automatic: 'Nothing yet.',
    notInUse: 'This version has no HTTPS, so there is no certificate.',
  }),
  task('MNT-12', 'month', 'Review accounts', {
    what: 'Suspend accounts nobody uses any more.',
    page: '/people',
    automatic: 'Lists accounts unused for 90 days and owners.',
  }),
  task('MNT-13', 'month', 'Prove every kept backup', {
    what: 'See that every backup that is kept can still be read.',
    page: '/backups',
    automatic: 'Reads each kept backup through every 30 days and ticks this off when all were sound.',
  }),
  task('MNT-14', 'month', 'Renew passwords where needed', {
    what: 'Ask those with old passwords to choose new ones.',
    page: '/people',
    automatic: 'Lists passwords older than six months.',
  }),
  task('MNT-15', 'month', 'Review security as a whole', {
    what: 'Mend or accept what the checks show, then tick this off.',
    page: '/security',
    automatic: 'Ticked off, it runs all checks, compares them with a month before, and keeps the report.',
  }),
  task('MNT-16', 'quarter', 'Renew what Holdfast is built on', {
    what: 'Install the newest Holdfast, which brings its parts along.',
    page: '/settings',
    automatic: 'Says which versions of Node, SQLite and ffmpeg run.',
  }),
  task('MNT-17', 'quarter', 'Review settings', {
    what: 'See whether what differs from the way Holdfast comes is still meant to.',
    page: '/settings',
    automatic: 'Lists what differs from the way Holdfast comes.',
  }),
  task('MNT-18', 'quarter', 'Audit security', {
    what: 'Read the report of the quarter, and mend or accept what is open.',
    page: '/security',
    automatic:
      'Ticked off, it runs all checks, sees whether the records are whole, compares with three months before, and keeps the report.',
  }),
  task('MNT-19', 'quarter', 'Practise closing the house', {
    what: 'Press Practise, which closes and reopens a copy of the house, and read what each step did.',
    page: '/emergency',
    automatic: 'Ticks this off when a practice went well, and says when the house was last closed in earnest.',
  }),
  task('MNT-20', 'quarter', 'Rotate keys', {
    what: 'Put new keys in place of old ones.',
    page: '/settings',
    automatic: 'Lists keys by age and says what rotating each does.',
  }),
  task('MNT-21', 'half-year', 'Change passwords', {
    what: 'Choose a new password, and ask the others to.',
    page: '/people',
    automatic: 'Lists passwords by age.',
  }),
  task('MNT-22', 'half-year', 'Review sessions', {
    what: 'Sign out devices nobody uses any more.',
    page: '/people',
    automatic: 'Lists who is signed in where, with the last use; this version has no API keys.',
  }),
];

export const taskOf = (id: MaintenanceId): Task => TASKS.find((one) => one.id === id)!;
