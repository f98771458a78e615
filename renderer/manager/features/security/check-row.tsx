import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { CheckEntry } from '../../../../shared/contract/checklist.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Button } from '../../../ui/button.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { dayWords } from '../../../ui/moment-words.ts';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { useCommand } from '../../use-command.ts';
import { AcceptSheet } from './accept-sheet.tsx';
import { useCheckInAddress } from './check-in-address.ts';
import { isRed, PLACES, STATE_WORDS } from './check-words.ts';
import { FixButton } from './fix-button.tsx';
import { PILL_STATUS, StateIcon } from './state-icon.tsx';

/** The last states that tell something; the whole list is in the exported report. */
const SHOWN_STATES = 5;

/** One check: what is so, what was seen, and what to do. Opens in place. */
export function CheckRow({ check }: { readonly check: CheckEntry }) {
  const isMeant = useCheckInAddress() === check.id;
  const [isOpen, setOpen] = useState(isMeant);
  const [wasMeant, setWasMeant] = useState(isMeant);
  if (isMeant !== wasMeant) {
    setWasMeant(isMeant);
    if (isMeant) setOpen(true);
  }
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isMeant) row.current?.scrollIntoView({ block: 'center' });
  }, [isMeant]);
  const bodyId = useId();
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li ref={row} className="border-t border-border first:border-t-0">
      <div className="flex min-h-10 items-center gap-2.5 py-1 pr-4 pl-4">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={bodyId}
          onClick={() => setOpen(!isOpen)}
          className="flex min-w-0 flex-1 items-center gap-2.5 rounded-control py-1 text-left"
        >
          <Chevron className="size-4 flex-none text-ink-3" />
          <StateIcon state={check.state} />
          <span className="min-w-0 flex-1">
            <span className={isOpen ? 'font-medium' : undefined}>{check.title}</span>
            {isOpen || check.state === 'pass' ? null : (
              <span className="line-clamp-2 text-small text-ink-3">{check.evidence}</span>
            )}
          </span>
        </button>
        {check.accepted === null ? null : <Pill>Accepted until {day(check.accepted.until)}</Pill>}
        {isRed(check) && !isOpen && check.accepted === null ? <FixButton check={check} /> : null}
        {check.checkedAt === null || check.state !== 'pass' ? null : (
          <span className="text-small whitespace-nowrap text-ink-3 max-sm:hidden">
            <RelativeTime at={check.checkedAt} />
          </span>
        )}
      </div>
      {isOpen ? (
        <div id={bodyId} className="pr-4 pb-4 pl-10.5 max-sm:pl-4">
          <CheckDetail check={check} />
        </div>
      ) : null}
    </li>
  );
}

function CheckDetail({ check }: { readonly check: CheckEntry }) {
  const [isAccepting, setAccepting] = useState(false);
  const undoing = useCommand('checklist.undo');
  const withdrawing = useCommand('checklist.accept');
  const place = PLACES[check.group];
  const problem = undoing.failure ?? withdrawing.failure;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-label text-pretty text-ink-2">{check.evidence}</p>
      <div className="rounded-field border border-border px-3.5 py-2.5">
        <KeyValues entries={facts(check)} />
      </div>
      {problem === null ? null : (
        <p role="alert" className="text-body text-fail">
          {problem.message}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {isRed(check) ? <FixButton check={check} /> : null}
        {check.mendedAt === null ? null : (
          <Button size="s" busy={undoing.isOut ? 'Undoing' : null} onClick={() => void undoing.run({ id: check.id })}>
            Undo what was mended
          </Button>
        )}
        {isRed(check) && check.accepted === null ? (
          <Button size="s" variant="quiet" onClick={() => setAccepting(true)}>
            Accept for a while
          </Button>
        ) : null}
        {check.accepted === null ? null : (
          <Button
            size="s"
            variant="quiet"
            busy={withdrawing.isOut ? 'Taking back' : null}
            onClick={() => void withdrawing.run({ id: check.id, untilMs: null })}
          >
            Accept no longer
          </Button>
        )}
        {isRed(check) && check.fix === null && place !== null ? (
          <Link href={place.href} className={buttonStyle({ size: 's' })}>
            {place.label}
          </Link>
        ) : null}
        {check.fix === null ? null : (
          <span className="ml-auto text-small text-ink-3 max-sm:ml-0">
            {isRed(check) ? '' : 'If it fails: '}
            {check.fix.effect}
            {check.fix.undoable ? ' Can be undone for seven days.' : ''}
          </span>
        )}
      </div>
      {isAccepting ? <AcceptSheet check={check} onClose={() => setAccepting(false)} /> : null}
    </div>
  );
}

function facts(check: CheckEntry) {
  const state = (
    <>
      <Pill status={PILL_STATUS[check.state]}>{STATE_WORDS[check.state]}</Pill>
      {check.since === null ? null : (
        <span className="ml-2 text-ink-3">
          since <RelativeTime at={check.since} as="clock" />
        </span>
      )}
    </>
  );
  const before = check.history.slice(1, SHOWN_STATES);
  return [
    { key: 'State', value: state },
    { key: 'What could happen', value: check.why },
    ...(check.checkedAt === null
      ? []
      : [{ key: 'Looked at', value: <RelativeTime key="at" at={check.checkedAt} as="clock" /> }]),
    ...(before.length === 0
      ? []
      : [{ key: 'Before', value: before.map(({ state: was, since }) => `${STATE_WORDS[was]} from ${day(since)}`).join(', ') }]), // prettier-ignore
    ...(check.accepted === null ? [] : [{ key: 'Accepted because', value: check.accepted.reason }]),
    { key: 'Requirement', value: <span className="font-mono text-small">{check.id}</span> },
  ];
}

const day = (moment: string): string => dayWords(Date.parse(moment), Date.now());
