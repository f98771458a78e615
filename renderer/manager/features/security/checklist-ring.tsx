import type { Checklist } from '../../../../shared/contract/checklist.ts';
import { StatusRing } from '../../../ui/status-ring.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { countOf, ringCenter, ringSentence } from './check-words.ts';

/** Older than this it is drawn faintly: the daily look was missed twice. */
const STALE_MS = 2 * 24 * 60 * 60 * 1000;

type ChecklistRingProps = {
  readonly checklist: Pick<Checklist, 'checks' | 'checkedAt'>;
  readonly className?: string;
};

/** What the checks found, as a ring round the number the headline beside it says. */
export function ChecklistRing({ checklist: { checks, checkedAt }, className }: ChecklistRingProps) {
  const now = useNow();
  return (
    <StatusRing
      parts={[
        { status: 'ok', count: countOf(checks, 'pass') },
        { status: 'warn', count: countOf(checks, 'warn') },
        { status: 'fail', count: countOf(checks, 'fail') },
        { status: 'unknown', count: countOf(checks, 'unknown') },
      ]}
      center={ringCenter({ checks, checkedAt })}
      label={ringSentence(checks)}
      isStale={checkedAt === null || now - Date.parse(checkedAt) > STALE_MS}
      className={className}
    />
  );
}
