import { Link } from 'wouter';
import type { CheckEntry, Checklist } from '../../../../shared/contract/checklist.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { CheckButton } from './check-button.tsx';
import { addressOfCheck } from './check-in-address.ts';
import { countOf, headline, PLACES, scoreWords, toDo } from './check-words.ts';
import { ChecklistRing } from './checklist-ring.tsx';
import { FixButton } from './fix-button.tsx';
import { StateIcon } from './state-icon.tsx';

const MOST_TO_DO = 3;

/** Is it safe, and the worst that is open with what mends it; before the first look, the button for that. */
export function SecuritySummary({ checklist }: { readonly checklist: Checklist }) {
  const { checks, checkedAt } = checklist;
  const score = scoreWords(checklist);
  return (
    <section className="flex rounded-card border border-border bg-surface shadow-card max-lg:flex-col">
      <div className="flex flex-none items-center gap-5 p-5 lg:w-80">
        <ChecklistRing checklist={checklist} className="size-26" />
        <div className="min-w-0">
          <h1 className="text-title font-semibold tracking-tight text-balance">{headline(checklist)}</h1>
          <p className="mt-1 text-small text-ink-3 tabular-nums">
            {countOf(checks, 'pass')} of {checks.length} passed{score === null ? '' : `. ${score}`}
          </p>
        </div>
      </div>
      {checkedAt === null ? <FirstLook checklist={checklist} /> : <ToDo checks={checks} />}
    </section>
  );
}

const BESIDE = 'min-w-0 flex-1 border-l border-border max-lg:border-t max-lg:border-l-0';

const FirstLook = ({ checklist }: { readonly checklist: Checklist }) => (
  <div className={`flex flex-col items-start justify-center gap-4 p-5 ${BESIDE}`}>
    <p className="max-w-140 text-label text-pretty text-ink-2">
      Holdfast looks at accounts, the network, keys, backups and this computer, and says what is not as it should be and
      what mends it. Nothing is changed by looking.
    </p>
    <CheckButton checklist={checklist} variant="primary" />
  </div>
);

function ToDo({ checks }: { readonly checks: readonly CheckEntry[] }) {
  const open = toDo(checks);
  return open.length === 0 ? null : (
    <ol className={BESIDE}>
      {open.slice(0, MOST_TO_DO).map((check, at) => (
        <li
          key={check.id}
          className="flex min-h-13 items-center gap-3 border-t border-border px-4 py-2 first:border-t-0"
        >
          <StateIcon state={check.state} />
          <div className="min-w-0 flex-1">
            <p className="font-medium text-pretty">{check.title}</p>
            <p className="text-small text-pretty text-ink-2">{check.why}</p>
          </div>
          <WayToMend check={check} isPrimary={at === 0} />
        </li>
      ))}
    </ol>
  );
}

type WayToMendProps = { readonly check: CheckEntry; readonly isPrimary: boolean };

/** The button that mends it, or else the page where that is done, or else what is known about it further down. */
function WayToMend({ check, isPrimary }: WayToMendProps) {
  const place = PLACES[check.group];
  if (check.fix !== null) return <FixButton check={check} isPrimary={isPrimary} />;
  if (place === null)
    return (
      <a
        href={addressOfCheck(check.id)}
        aria-label={`See what to do: ${check.title}`}
        className={buttonStyle({ size: 's' })}
      >
        See what to do
      </a>
    );
  return (
    <Link href={place.href} className={buttonStyle({ size: 's' })}>
      {place.label}
    </Link>
  );
}
