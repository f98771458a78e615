import { showToast } from '../../../ui/toasts.ts';
import { askAgain } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import type { Folder } from './folder-words.ts';

/** Folders whose scan was asked for in this window: the end of these is said even when nothing was new. */
export const askedFor = new Set<string>();

/** Look for new, changed and removed files now. */
export async function scanFolders(folders: readonly Pick<Folder, 'id'>[]): Promise<void> {
  for (const { id } of folders) {
    askedFor.add(id);
    const result = await bridge.call('library.scan', { id });
    if (result.ok) continue;
    askedFor.delete(id);
    showToast({ status: 'fail', text: result.failure.message });
    return;
  }
  askAgain('library.list');
}
