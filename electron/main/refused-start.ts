import { dialog } from 'electron';
import type { PortChoice } from './port.ts';

/** What a person can do when Holdfast does not start. */
export type Choice = 'again' | 'quit';

/** Say why Holdfast cannot start; trying again is for what a person can mend meanwhile, as unlocking a keychain. */
export async function sayRefusal(message: string, detail: string): Promise<Choice> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Holdfast',
    message,
    detail,
    buttons: ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0 ? 'again' : 'quit';
}

/** A new Holdfast did not run, and going back did not either: what is left is to install the old one by hand. */
export async function sayNotPutBack(error: unknown): Promise<void> {
  await dialog.showMessageBox({
    type: 'error',
    title: 'Holdfast',
    message: 'The new Holdfast does not run, and the one before could not be put back.',
    detail:
      'Install the version you had before over this one. It finds your data as it was before the update. ' +
      (error instanceof Error ? error.message : String(error)),
    buttons: ['Quit'],
  });
}

/** Another program has our port (DSK-08). */
export async function askForPort(taken: number, free: number): Promise<PortChoice> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Holdfast',
    message: `Another program uses port ${taken}, so nobody could watch.`,
    detail:
      `Holdfast can serve at port ${free} instead, from now on: the address of your house then ends in :${free}, and ` +
      'whoever kept the old one needs the new one. Or end the other program, and look again.',
    buttons: [`Use port ${free}`, 'Look again', 'Start without serving'],
    defaultId: 0,
    cancelId: 2,
  });
  return (['other', 'again', 'anyway'] as const)[response] ?? 'anyway';
}
