/**
 * What a page of the owner's window has of the manager. In the app the preload gives it over Electron IPC, in a browser on
 * this computer a client of the loopback page makes it over HTTP; pages do not know which.
 */
import type { Result } from '../result.ts';
import type { Answer, Input, MethodName } from './index.ts';

/** What can change; an event carries no state, so a page that hears one asks again and cannot be out of step. */
export const TOPICS = [
  'status',
  'library',
  'people',
  'network',
  'backups',
  'incident',
  'checklist',
  'maintenance',
  'audit',
  'playing',
  'usage',
  /** What the app around the window can do, or does by itself: whether it starts at sign-in. */
  'shell',
] as const;
export type Topic = (typeof TOPICS)[number];

/** Beside a method's own failures: nobody answered, or this page's way in has ended. */
export type TransportFailure = {
  readonly ok: false;
  readonly failure: { readonly code: 'unreachable' | 'signed-out'; readonly message: string };
};

/** What the app around the window did, or in a sentence why it could not. */
export type ShellAnswer<T> = Result<T, 'not-done'>;

export type Bridge = {
  /** Never rejects. */
  readonly call: <N extends MethodName>(method: N, input: Input<N>) => Promise<Answer<N> | TransportFailure>;
  /** @returns what ends the subscription. */
  readonly onChange: (listener: (topic: Topic) => void) => () => void;
  /** What only the app around the window can do; null in a browser, where a path is typed instead. None of it rejects. */
  readonly shell: {
    /** The folder chosen in the system's dialog; null when it was closed. */
    readonly chooseFolder: () => Promise<ShellAnswer<string | null>>;
    /** A backup file chosen in the system's dialog; null when it was closed. */
    readonly chooseBackup: () => Promise<ShellAnswer<string | null>>;
    /**
     * Whether Holdfast starts when this person signs in to the computer; null where the system has no such thing. The topic
     * `shell` tells that it changed, from the menu too.
     */
    readonly startsAtLogin: () => Promise<ShellAnswer<boolean | null>>;
    readonly startAtLogin: (isOn: boolean) => Promise<ShellAnswer<null>>;
  } | null;
};
