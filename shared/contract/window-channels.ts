/** The channels between the window and the app around it; there are no others (DSK-06). */
export const CHANNELS = {
  /** Window to manager: a method's name and its input, answered by its Result. */
  call: 'holdfast:call',
  /** Window to app: the system's dialog, answered by a Result of a path or null. */
  chooseFolder: 'holdfast:choose-folder',
  /** Window to app: the same for a backup file. */
  chooseBackup: 'holdfast:choose-backup',
  /** Window to app: whether it starts when this person signs in, answered by a Result of true, false or null. */
  startsAtLogin: 'holdfast:starts-at-login',
  /** Window to app: have it start so, or not, answered by a Result. */
  startAtLogin: 'holdfast:start-at-login',
  /** App to window: the topic that changed. */
  changed: 'holdfast:changed',
} as const;
