import { join } from 'node:path';

/**
 * What a person reads when Holdfast does not come up for a reason nobody foresaw: what happened, what to do, and where more
 * is written.
 *
 * @param root the data folder.
 */
export function startProblem(error: unknown, root: string): { readonly title: string; readonly content: string } {
  return {
    title: 'Holdfast cannot start',
    content: `${sentenceOf(error)}\n\nNothing is being served. More is written in ${join(root, 'logs', 'manager.log')}.`,
  };
}

function sentenceOf(error: unknown): string {
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (['ENOSPC', 'EDQUOT'].includes(code)) return 'The disk is full. Free some space, and start Holdfast again.';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code) && path !== undefined)
    return `Holdfast may not write to ${path}. Allow it, and start Holdfast again.`;
  const message = error instanceof Error ? error.message : String(error);
  return `${message}\n\nStart Holdfast again. If it says the same, install it again: your data is not touched by that.`;
}
