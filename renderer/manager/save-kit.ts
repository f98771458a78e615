import { saveFile } from './save-file.ts';

/** Hand a recovery kit to the browser as a download. */
export const saveKit = (text: string): void => saveFile('holdfast-recovery-kit.txt', 'text/plain', text);
