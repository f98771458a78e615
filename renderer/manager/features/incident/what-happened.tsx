import { useState } from 'react';
import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { bridge } from '../../bridge.ts';

type Story = Output<'incident.story'>;
type Found = NonNullable<Story['compared']>['differences'][number];

/** So many of the newest events are shown; Activity has them all. */
const SHOWN = 30;

/** Differences since the last good backup, each to keep or to undo. */
export function Differences({ story, isClosed }: { readonly story: Story; readonly isClosed: boolean }) {
  const found = story.compared?.differences ?? [];
  return (
    <Card
      title="What differs from the last good backup"
      count={found.length}
      aside={story.compared === null ? null : <RelativeTime at={story.compared.backup} as="clock" />}
      isFlush
    >
      {found.length === 0 ? (
        <p className="p-4 text-label text-ink-2">
          {story.compared === null ? 'It was not compared yet, or there is no backup.' : 'Nothing differs.'}
        </p>
      ) : (
        <ul className="divide-y divide-border">
          {found.map((difference) => (
            <Difference key={difference.key} difference={difference} isClosed={isClosed} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Difference({ difference, isClosed }: { readonly difference: Found; readonly isClosed: boolean }) {
  const { key, text, decision, isUndoable } = difference;
  const [isOut, setOut] = useState<'keep' | 'undo' | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const decide = async (choice: 'keep' | 'undo') => {
    setOut(choice);
    const result = await bridge.call('incident.decide', { key, decision: choice });
    setOut(null);
    if (!result.ok) showToast({ status: 'fail', text: result.failure.message });
    else if (result.value.password !== null)
      setPassword(
        `The new password of ${result.value.password.name}, shown this once: ${result.value.password.password}`,
      );
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-label">
      <div className="min-w-0 flex-1 basis-80">
        <p>{text}</p>
        {password === null ? null : <p className="mt-1 font-mono text-body select-all">{password}</p>}
      </div>
      {decision === null ? null : (
        <Pill status={decision === 'undo' ? 'ok' : 'neutral'}>{decision === 'undo' ? 'Undone' : 'Kept'}</Pill>
      )}
      {isClosed && decision !== 'undo' ? (
        <div className="flex gap-2">
          {decision === null ? (
            <Button size="s" busy={isOut === 'keep' ? 'Keeping' : null} onClick={() => void decide('keep')}>
              Keep
            </Button>
          ) : null}
          {isUndoable ? (
            <Button size="s" busy={isOut === 'undo' ? 'Undoing' : null} onClick={() => void decide('undo')}>
              Undo
            </Button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

/** What happened, newest first, and the addresses that are suspicious. */
export function Timeline({ story, isClosed }: { readonly story: Story; readonly isClosed: boolean }) {
  const [isOut, setOut] = useState(false);
  const addresses = story.addresses.map(({ address }) => address);
  const ban = async () => {
    setOut(true);
    const result = await bridge.call('incident.ban', { addresses });
    setOut(false);
    if (result.ok) showToast({ status: 'ok', text: `Banned for a year: ${result.value.banned.join(', ')}` });
    else showToast({ status: 'fail', text: result.failure.message });
  };
  return (
    <Card
      title="What happened"
      aside={
        isClosed && addresses.length > 0 ? (
          <Button size="s" busy={isOut ? 'Banning' : null} onClick={() => void ban()}>
            Ban {addresses.join(', ')}
          </Button>
        ) : null
      }
      isFlush
    >
      <p className="border-b border-border px-4 py-3 text-label">
        {story.began === null ? (
          'Nothing suspicious is on the record.'
        ) : (
          <>
            It probably began <RelativeTime at={story.began} as="clock" />.
          </>
        )}
      </p>
      <ol className="divide-y divide-border">
        {story.events
          .toReversed()
          .slice(0, SHOWN)
          .map(({ at, text, isSuspicious }, place) => (
            <li key={`${at} ${place}`} className="flex items-baseline gap-3 px-4 py-2 text-label">
              <span className="w-28 flex-none text-small text-ink-3">
                <RelativeTime at={at} as="clock" />
              </span>
              <span className="min-w-0 flex-1">{text}</span>
              {isSuspicious ? <Pill status="warn">Look at this</Pill> : null}
            </li>
          ))}
      </ol>
    </Card>
  );
}
