import { classNames } from '../../../ui/class-names.ts';
import { useNow } from '../../../ui/use-now.ts';
import { DAY_STATE_WORDS, weekOf, type BackupEntry, type DayState } from '../backups/backup-words.ts';

const LOOKS: Record<DayState, string> = {
  verified: 'bg-ok-solid',
  'one-place': 'border-2 border-warn-solid',
  damaged: 'bg-fail-solid',
  none: 'border border-dashed border-unknown-border',
};

/** The last seven days, today at the right: whether there is a backup of each, and whether it is sound. */
export function BackupWeek({ backups }: { readonly backups: readonly BackupEntry[] }) {
  const now = useNow();
  return (
    <ul aria-label="Backups of the last seven days" className="grid grid-cols-7 gap-1.5">
      {weekOf(backups, now).map(({ at, state }) => {
        const date = new Date(at);
        return (
          <li key={at} className="text-center text-caption text-ink-3">
            <span aria-hidden="true" className={classNames('mb-1 block h-5 rounded-chip', LOOKS[state])} />
            <span aria-hidden="true">{date.toLocaleDateString('en-GB', { weekday: 'narrow' })}</span>
            <span className="sr-only">
              {date.toLocaleDateString('en-GB', { weekday: 'long' })}: {DAY_STATE_WORDS[state]}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
