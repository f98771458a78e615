// Accounts: who may enter and what they may see. Passwords are hashed and compared with the list of common ones here;
// what a password must be is shared with the window and the player (shared/password-policy.ts).
// The manager writes accounts, the server reads them; nothing here knows HTTP.
export { commonPasswordCount, isCommonPassword } from './common-passwords.ts';
export { dummyHash, hashPassword, needsRehash, verifyPassword } from './password-hash.ts';
export {
  changeGrants,
  changePassword,
  changeRole,
  createAccount,
  demandPasswordChange,
  isOwnersPassword,
  ownerByPassword,
  refuseWeak,
  requireNewPasswords,
  rehashPassword,
  removeAccount,
  renameAccount,
  resetPassword,
  revokeSession,
  signOutEverywhere,
  suspendAccount,
} from './manage.ts';
export { readmitSessions, revokeSessions } from './revocations.ts';
export { signingKeyProblem, type SigningKeyProblem } from './signing-key.ts';
export { listAccounts, nameKey } from './store.ts';
export {
  createSessionReader,
  endSession,
  endSessions,
  isUnused,
  lastSeenByAccount,
  livingSessions,
  openSession,
  seenAt,
  sessionLifetime,
  signInRow,
  touchSession,
  type Identity,
  type SessionReader,
  type SessionRow,
  type SignInRow,
} from './sessions.ts';
export {
  banAddress,
  countTry,
  currentBans,
  FAILURE_WINDOW_MS,
  forgiveTries,
  liftBan,
  recentFailures,
  type Ban,
} from './failed-sign-ins.ts';
