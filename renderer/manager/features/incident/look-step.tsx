import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { ConnectedCard } from './connected-card.tsx';
import { EvidenceCard } from './evidence-card.tsx';
import { ExposureCard } from './exposure-card.tsx';
import { NextStep } from './next-step.tsx';
import { SeenAddresses } from './seen-addresses.tsx';
import { Steps } from './steps.tsx';
import type { Story } from './story.ts';

/** So many of the newest events are shown; the report has them all. */
const SHOWN = 30;

type LookStepProps = { readonly incident: IncidentState; readonly story: Story };

/** What was done, what happened before, and who was there. Nothing is changed here but who is banned. */
export function LookStep({ incident, story }: LookStepProps) {
  return (
    <>
      <Began story={story} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <Card title="What Holdfast did">
          <Steps incident={incident} />
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <SeenAddresses seen={story.seen} isClosed={incident.stage === 'closed'} />
          <ConnectedCard connected={story.connected} />
        </div>
      </div>
      <Timeline story={story} />
      <EvidenceCard step={incident.steps.find(({ step }) => step === 'evidence')} />
      <ExposureCard />
      <NextStep to="decide" label="Continue to Decide">
        Nothing was changed by looking. Next: what differs from the last good backup.
      </NextStep>
    </>
  );
}

const Began = ({ story: { began, events, seen } }: { readonly story: Story }) => {
  const first = events.find(({ isSuspicious }) => isSuspicious);
  return began === null ? (
    <Note status="info" title="Nothing suspicious is on the record">
      {failureWords(seen.reduce((sum, { failures }) => sum + failures, 0))} Nobody was banned. Look below at who signed
      in, all the same.
    </Note>
  ) : (
    <Note
      status="warn"
      title={`It probably began ${new Date(began).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`}
    >
      {first?.text}
    </Note>
  );
};

/** INC-05 calls five wrong passwords from one address within 15 minutes guessing; fewer are somebody who mistyped. */
function failureWords(failures: number): string {
  if (failures === 0) return 'Nobody gave a wrong password.';
  const counted = failures === 1 ? '1 wrong password was given' : `${failures} wrong passwords were given`;
  return `${counted}, fewer than what counts as guessing: five from one address within 15 minutes.`;
}

/** What happened, newest first. */
function Timeline({ story: { events } }: { readonly story: Story }) {
  const told = inRows(events);
  return (
    <Card
      title="What happened"
      count={events.length}
      isFlush
      footer={
        told.length > SHOWN ? (
          <p className="text-small text-ink-3">
            The newest {SHOWN} of {told.length}; the report has them all.
          </p>
        ) : undefined
      }
    >
      {events.length === 0 ? (
        <p className="p-4 text-label text-ink-2">Nothing is on the record since the last good backup.</p>
      ) : (
        <ol className="divide-y divide-border">
          {told
            .toReversed()
            .slice(0, SHOWN)
            .map(({ at, text, isSuspicious, times }, place) => (
              <li
                key={`${at} ${place}`}
                className="grid grid-cols-[7rem_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2 text-label max-sm:grid-cols-1"
              >
                <span className="text-small text-ink-3">
                  <RelativeTime at={at} as="clock" />
                </span>
                <span className="min-w-0 break-words">
                  {text}
                  {times === 1 ? null : <span className="text-ink-2"> {times} times.</span>}
                </span>
                {isSuspicious ? (
                  <span className="max-sm:mt-1">
                    <Pill status="warn">Look at this</Pill>
                  </span>
                ) : null}
              </li>
            ))}
        </ol>
      )}
    </Card>
  );
}

type Row = Story['events'][number] & { readonly times: number };

/** The same thing again and again is told once, with how often and when it was last. */
function inRows(events: Story['events']): readonly Row[] {
  const rows: Row[] = [];
  for (const event of events) {
    const last = rows.at(-1);
    if (last !== undefined && last.text === event.text && last.isSuspicious === event.isSuspicious)
      rows[rows.length - 1] = { ...event, times: last.times + 1 };
    else rows.push({ ...event, times: 1 });
  }
  return rows;
}
