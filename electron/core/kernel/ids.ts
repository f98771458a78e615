import { createHash, randomBytes } from 'node:crypto';

export type AccountId = string & { readonly __id: 'account' };
export type SessionId = string & { readonly __id: 'session' };
export type LibraryId = string & { readonly __id: 'library' };
export type ItemId = string & { readonly __id: 'item' };
export type FileId = string & { readonly __id: 'file' };
export type PlaybackId = string & { readonly __id: 'playback' };
export type IncidentId = string & { readonly __id: 'incident' };

/** A fresh id: 32 random lower-case hex digits (128 bits, SESS-12). */
export const newId = <Id extends string>(): Id => randomBytes(16).toString('hex') as Id;

/**
 * A fresh epoch: 64 random bits as 16 hex digits. Random and not counted, so that restoring an old database cannot
 * bring a session back to life.
 */
export const newEpoch = (): string => randomBytes(8).toString('hex');

/** A secret for a path or a channel: 256 random bits, base64url (43 characters). */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token, so that a stolen database opens nothing. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
