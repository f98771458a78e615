import {
  Ban,
  CalendarCheck,
  Folder,
  HardDrive,
  History,
  KeyRound,
  Laptop,
  Lock,
  Network,
  Play,
  Power,
  ScrollText,
  ShieldCheck,
  User,
  type LucideIcon,
} from 'lucide-react';

/** What an event is about, by its `subjectOf`. */
export const EVENT_ICONS: Readonly<Record<string, LucideIcon>> = {
  account: User,
  address: Ban,
  audit: ScrollText,
  backup: History,
  checklist: ShieldCheck,
  files: HardDrive,
  guests: User,
  house: Power,
  incident: Lock,
  library: Folder,
  maintenance: CalendarCheck,
  network: Network,
  password: KeyRound,
  playback: Play,
  secret: KeyRound,
  serving: Power,
  session: Laptop,
  sessions: Laptop,
  'sign-in': User,
  'signing-key': KeyRound,
  system: Power,
};

/** The first word of an event: `backup` of `backup.created`. */
export const subjectOf = (event: string): string => event.replace(/\..*$/, '');
