import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a person reads when Holdfast does not come up for a reason nobody foresaw: what happened, what to do, and where more
 * is written.
 *
 * @param root the data folder.
 */
export function startProblem(error: unknown, root: string): { readonly title: string; readonly content: string } {
  const log = join(root, 'logs', 'manager.log');
  const more = existsSync(log) ? ` More is written in ${log}.` : '';
  return { title: 'Holdfast cannot start', content: `${sentenceOf(error)}\n\nNothing is being served.${more}` };
}

function sentenceOf(error: unknown): string {
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (['ENOSPC', 'EDQUOT'].includes(code)) return 'The disk is full. Free some space, and start Holdfast again.';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code) && path !== undefined)
    return `Holdfast may not write to ${path}. Allow it, and start Holdfast again.`;
  const message = error instanceof Error ? error.message : String(error);
  return `${message}\n\nStart Holdfast again. If it says the same, install it again: your data is not touched by that.`;
}
