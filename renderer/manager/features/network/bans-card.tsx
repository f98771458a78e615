import { Ban } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import type { NetworkFacts } from './network-words.ts';

type Banned = NetworkFacts['bans'][number];

/** Who is shut out for a while, why, and until when. */
export const BansCard = ({ bans }: { readonly bans: readonly Banned[] }) => (
  <Card title="Shut out" count={bans.length} isFlush>
    {bans.length === 0 ? (
      <p className="px-4 py-4 text-ink-3">
        Nobody. Five wrong passwords within a quarter of an hour shut a device out for an hour.
      </p>
    ) : (
      <ul className="divide-y divide-border">
        {bans.map((ban) => (
          <BanRow key={ban.address} ban={ban} />
        ))}
      </ul>
    )}
  </Card>
);

function BanRow({ ban }: { readonly ban: Banned }) {
  const lift = useCommand('network.liftBan');
  const letIn = async () => {
    const result = await lift.run({ address: ban.address });
    if (result.ok) showToast({ status: 'ok', text: `${ban.address} may try again.` });
    else showToast({ status: 'fail', text: result.failure.message });
  };
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Ban aria-hidden="true" className="mt-0.5 size-4 flex-none text-fail" />
      <span className="min-w-0 flex-1">
        <span className="block font-mono break-all">{ban.address}</span>
        {ban.seen.length === 0 ? null : (
          <span className="block">{ban.seen.map(({ name, device }) => `${name}, ${device}`).join(' · ')}</span>
        )}
        <span className="block text-small text-ink-3">
          {ban.reason} <RelativeTime at={ban.bannedAt} /> · until <RelativeTime at={ban.until} as="clock" />
        </span>
      </span>
      <Button size="s" busy={lift.isOut ? 'Lifting' : null} onClick={() => void letIn()}>
        Lift<span className="sr-only"> the ban on {ban.address}</span>
      </Button>
    </li>
  );
}
