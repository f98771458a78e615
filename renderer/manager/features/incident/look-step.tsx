import { useState } from 'react';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { ConnectedCard } from './connected-card.tsx';
import { EvidenceCard } from './evidence-card.tsx';
import { ExposureCard } from './exposure-card.tsx';
import { NextStep } from './next-step.tsx';
import { SeenAddresses } from './seen-addresses.tsx';
import { SpanPicker, spanWords, type SpanChoice } from './span-picker.tsx';
import { Steps } from './steps.tsx';
import type { Story } from './story.ts';

/** So many of the newest are shown at first, and so many more at a time. */
const SHOWN = 30;

type LookStepProps = SpanChoice & { readonly incident: IncidentState; readonly story: Story };

/** What was done, what happened before, and who was there. Nothing is changed here but who is banned. */
export function LookStep({ incident, story, ...choice }: LookStepProps) {
  return (
    <>
      <Began story={story} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <Card title="What Holdfast did">
          <Steps incident={incident} />
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <SeenAddresses seen={story.seen} isClosed={incident.stage === 'closed'} told={choice.told} />
          <ConnectedCard connected={story.connected} />
        </div>
      </div>
      <Timeline story={story} {...choice} />
      <EvidenceCard step={incident.steps.find(({ step }) => step === 'evidence')} />
      <ExposureCard />
      <NextStep to="decide" label="Continue to Decide">
        Nothing was changed by looking. Next: what differs from the last good backup.
      </NextStep>
    </>
  );
}

const Began = ({ story: { began, beganWith, seen } }: { readonly story: Story }) =>
  began === null ? (
    <Note status="info" title="Nothing suspicious is on the record">
      {failureWords(seen.reduce((sum, { failures }) => sum + failures, 0))} Nobody was banned. Look below at who signed
      in, all the same.
    </Note>
  ) : (
    <Note
      status="warn"
      title={`It probably began ${new Date(began).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`}
    >
      {beganWith}
    </Note>
  );

/** INC-05 calls five wrong passwords from one address within 15 minutes guessing; fewer are somebody who mistyped. */
function failureWords(failures: number): string {
  if (failures === 0) return 'Nobody gave a wrong password.';
  const counted = failures === 1 ? '1 wrong password was given' : `${failures} wrong passwords were given`;
  return `${counted}, fewer than what counts as guessing: five from one address within 15 minutes.`;
}

/** What happened, newest first. */
function Timeline({ story: { events, older }, span, told, onSpan }: SpanChoice & { readonly story: Story }) {
  const [shown, setShown] = useState(SHOWN);
  const rows = inRows(events);
  const listed = rows.toReversed().slice(0, shown);
  return (
    <Card
      title="What happened"
      count={listed.length}
      isFlush
      footer={
        rows.length > listed.length || older > 0 ? (
          <>
            <p className="min-w-0 flex-1 basis-60 text-small text-ink-3">
              {rows.length > listed.length ? `The newest ${listed.length} of ${rows.length}. ` : null}
              {older > 0 ? `${older} entries that are older still are under Activity.` : null}
            </p>
            {rows.length > listed.length ? (
              <Button size="s" onClick={() => setShown(shown * 4)}>
                Show more
              </Button>
            ) : null}
          </>
        ) : undefined
      }
    >
      <div className="border-b border-border px-4 py-2.5">
        <SpanPicker span={span} onSpan={onSpan} />
      </div>
      {listed.length === 0 ? (
        <p className="p-4 text-label text-ink-2">Nothing is on the record {spanWords(told)}.</p>
      ) : (
        <ol className="divide-y divide-border">
          {listed.map(({ at, text, isSuspicious, times }, place) => (
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
