import { CircleCheck, Dot, TriangleAlert, type LucideIcon } from 'lucide-react';
import { Card } from '../../../ui/card.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { PageLink } from '../../page-link.tsx';
import { useAccountNames } from '../activity/account-names.ts';
import { EVENT_ICONS, subjectOf } from '../activity/event-icons.ts';
import { actorWords, entryTone, eventWords, placeWords, type AuditEntry } from '../activity/event-words.ts';

const SHOWN = 5;

/** With a status its picture, without one that of what it is about. */
const LOOKS: Record<ReturnType<typeof entryTone>, { readonly icon: LucideIcon | null; readonly tint: string }> = {
  bad: { icon: TriangleAlert, tint: 'text-warn' },
  good: { icon: CircleCheck, tint: 'text-ok' },
  plain: { icon: null, tint: 'text-ink-3' },
};

/** What happened last that matters for who may do what. */
export function EventsCard() {
  const audit = useAsked('audit.list', { limit: SHOWN }, ['audit']);
  const names = useAccountNames();
  return (
    <Card title="Security events" aside={<PageLink to="/activity">Activity</PageLink>} isFlush>
      <AskedRegion asked={audit} what="the record" skeleton={<EventsSkeleton />}>
        {({ entries }) => (
          <ul className="flex flex-col py-2">
            {entries.map((entry) => (
              <EventRow key={entry.seq} entry={entry} names={names} />
            ))}
          </ul>
        )}
      </AskedRegion>
    </Card>
  );
}

type EventRowProps = { readonly entry: AuditEntry; readonly names: ReadonlyMap<string, string> };

function EventRow({ entry, names }: EventRowProps) {
  const { icon, tint } = LOOKS[entryTone(entry)];
  const Icon = icon ?? EVENT_ICONS[subjectOf(entry.event)] ?? Dot;
  return (
    <li className="flex gap-2.5 px-4 py-1.5">
      <Icon aria-hidden="true" className={classNames('mt-0.5 size-4 flex-none', tint)} />
      <div className="min-w-0">
        <p className="text-body">{eventWords(entry)}</p>
        <p className="text-small text-ink-3">
          <RelativeTime at={entry.at} as="clock" /> · {placeWords(entry) || actorWords(entry.actor, names)}
        </p>
      </div>
    </li>
  );
}

const EventsSkeleton = () => (
  <div className="flex flex-col gap-3 p-4">
    {['a', 'b', 'c', 'd'].map((key) => (
      <Skeleton key={key} className="h-6 w-4/5" />
    ))}
  </div>
);
