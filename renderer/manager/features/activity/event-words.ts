import type { Output } from '../../../../shared/contract/index.ts';
import { isOwnProbe } from '../../../../shared/own-probe.ts';

export type AuditEntry = Output<'audit.list'>['entries'][number];

/** What happened, in the owner's words; what is missing here is told by its own name. */
export const EVENTS: Readonly<Record<string, string>> = {
  'account.created': 'Account made',
  'account.grants-changed': 'What a person may see was changed',
  'account.password-change-demanded': 'A new password was asked for',
  'account.password-changed': 'Password changed',
  'account.password-reset': 'Password reset',
  'account.readmitted': 'Account readmitted',
  'account.removed': 'Account removed',
  'account.renamed': 'Account renamed',
  'account.role-changed': 'Role changed',
  'account.suspended': 'Account suspended',
  'address.banned': 'Address banned after wrong passwords',
  'audit.note-refused': 'A note of the server was refused',
  'audit.pruned': 'Old entries of this record were removed',
  'audit.segment-started': 'This record was begun',
  'backup.created': 'Backup made',
  'backup.drilled': 'Restore drill',
  'backup.failed': 'Backup failed',
  'backup.folder-changed': 'Second backup folder changed',
  'backup.kit-confirmed': 'Recovery kit confirmed',
  'backup.kit-issued': 'Recovery kit made',
  'backup.not-restored': 'Restore failed; nothing was changed',
  'backup.restored': 'Backup restored',
  'backup.schedule-changed': 'Backup time changed',
  'backup.verified': 'Backup checked',
  'checklist.mended': 'Mended with a button',
  'checklist.not-mended': 'A button did not mend it',
  'checklist.not-undone': 'What was mended could not be taken back',
  'checklist.risk-accepted': 'A risk was accepted for a while',
  'checklist.risk-withdrawn': 'A risk is no longer accepted',
  'checklist.turned-red': 'A check turned red',
  'checklist.undone': 'What was mended was taken back',
  'files.narrowed': 'Files were closed to other users of this computer',
  'guests.paused': 'Guests paused',
  'guests.readmitted': 'Guests let in again',
  'house.renamed': 'This server was given another name',
  'house.set-up': 'Holdfast was set up',
  'incident.addresses-banned': 'Suspicious addresses banned',
  'incident.card-saved': 'Emergency card saved',
  'incident.decided': 'A change was kept or undone',
  'incident.evidence-kept': 'Evidence kept',
  'incident.keys-changed': 'Keys changed after closing',
  'incident.locked': 'House closed',
  'incident.mistake': 'Closing was taken back as a mistake',
  'incident.practised': 'Closing was practised',
  'incident.released': 'House opened again',
  'incident.reopened': 'House reopened, one stage further',
  'library.added': 'Folder added',
  'library.removed': 'Folder taken out',
  'library.renamed': 'Folder renamed',
  'maintenance.digest': 'The day before, told to you',
  'maintenance.done': 'A task of the calendar was done',
  'maintenance.put-off': 'A task of the calendar was put off',
  'network.access-changed': 'Who may connect was changed',
  'network.ban-lifted': 'Ban lifted',
  'network.names-changed': 'Names of this server changed',
  'password.change-asked': 'Somebody asked for a new password of their own',
  'playback.stopped': 'Playback stopped by the owner',
  'secret.rotated': 'Key replaced',
  'serving.paused': 'Serving was paused',
  'serving.resumed': 'Serving was resumed',
  'session.ended': 'A device was signed out',
  'session.signed-out': 'Signed out',
  'sessions.ended': 'Signed out everywhere',
  'sessions.readmitted': 'Devices let in again',
  'sign-in.failed': 'Wrong name or password',
  'sign-in.paused': 'Sign-in paused after wrong passwords',
  'sign-in.succeeded': 'Signed in',
  'signing-key.replaced': 'Signing key replaced',
  'system.crashed': 'Part of Holdfast stopped unexpectedly',
  'system.started': 'Holdfast was started',
};

/** What the checklist's own tries are called: an owner would take them for a burglar. */
const PROBES: Readonly<Record<string, string>> = {
  'sign-in.failed': 'Holdfast tried a wrong name, as a check',
  'sign-in.succeeded': 'Holdfast let a guest of its own in, as a check',
};

export function eventWords({ event, detail }: Pick<AuditEntry, 'event' | 'detail'>): string {
  const known = (isOwnProbe(detail) ? PROBES[event] : undefined) ?? EVENTS[event];
  if (known !== undefined) return known;
  const words = event.replaceAll(/[.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who did it. @param names of accounts, by id. */
export function actorWords(actor: string, names: ReadonlyMap<string, string>): string {
  switch (actor) {
    case 'owner:window':
    case 'owner:loopback':
      return 'You, in this window';
    case 'owner:command-line':
    case 'owner:terminal':
      return 'You, on the command line';
    case 'owner:tray':
      return 'You, from the tray';
    case 'holdfast':
      return 'Holdfast';
    case 'stranger':
      return 'Somebody unknown';
  }
  const id = /^account:(.+)$/.exec(actor)?.[1];
  return id === undefined ? actor : (names.get(id) ?? 'A removed account');
}

/** The two facts that most entries have: from where, and with what. */
export function placeWords({ detail }: AuditEntry): string {
  const { address, device } = detail;
  return [device, address].filter((fact) => typeof fact === 'string' && fact !== '').join(' · ');
}

const BAD =
  /^(sign-in\.(failed|paused)|address\.banned|incident\.locked|backup\.(failed|not-restored)|audit\.note-refused)$/;
const GOOD = /^(backup\.(created|verified|restored)|incident\.released)$/;

/** Whether an entry asks to be looked at. */
export function entryTone({ event, detail }: AuditEntry): 'bad' | 'good' | 'plain' {
  if (event === 'sign-in.failed' && isOwnProbe(detail)) return 'plain';
  if (event === 'backup.drilled') return detail['passed'] === true ? 'good' : 'bad';
  if (event === 'backup.verified' && typeof detail['problem'] === 'string') return 'bad';
  return BAD.test(event) ? 'bad' : GOOD.test(event) ? 'good' : 'plain';
}
