import { Ban } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useAsked } from '../../asked.ts';
import { useCommand } from '../../use-command.ts';
import { spanWords, type Span } from './span-picker.tsx';
import type { SeenAddress } from './story.ts';

type SeenAddressesProps = { readonly seen: readonly SeenAddress[]; readonly isClosed: boolean; readonly told: Span };

/** Every address that signed in or tried to in the time that is looked at, and the button that keeps it out. */
export function SeenAddresses({ seen, isClosed, told }: SeenAddressesProps) {
  const network = useAsked('network.get', {}, ['network', 'incident']);
  const banned = new Set(network.kind === 'value' ? network.value.bans.map(({ address }) => address) : []);
  return (
    <Card title="Who signed in or tried to" count={seen.length} isFlush>
      {seen.length === 0 ? (
        <p className="p-4 text-label text-ink-2">Nobody, {spanWords(told)}.</p>
      ) : (
        <ul className="divide-y divide-border">
          {seen.map((one) => (
            <Address key={one.address} seen={one} isBanned={banned.has(one.address)} isClosed={isClosed} />
          ))}
        </ul>
      )}
    </Card>
  );
}

type AddressProps = { readonly seen: SeenAddress; readonly isBanned: boolean; readonly isClosed: boolean };

function Address({ seen, isBanned, isClosed }: AddressProps) {
  const { address, isNew, isSuspicious, lastAt } = seen;
  const ban = useCommand('incident.ban');
  // This computer is not banned from itself.
  const isHere = /^127\.|^::1$/.test(address);
  const run = async () => {
    const result = await ban.run({ addresses: [address] });
    if (result.ok) showToast({ status: 'ok', text: `${address} is banned for a year` });
    else showToast({ status: 'fail', text: result.failure.message });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 text-label">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-mono select-all">{address}</span>
          {isHere ? <Pill>This computer</Pill> : null}
          {isNew && !isHere ? <Pill status="info">New</Pill> : null}
          {isSuspicious ? <Pill status="warn">Look at this</Pill> : null}
        </p>
        <p className="text-small text-ink-3">
          {countWords(seen)}, last <RelativeTime at={lastAt} as="clock" />
        </p>
      </div>
      {isBanned ? (
        <Pill status="ok">Banned</Pill>
      ) : isClosed && !isHere ? (
        <Button
          size="s"
          icon={<Ban className="size-4" />}
          busy={ban.isOut ? 'Banning' : null}
          aria-label={`Ban ${address}`}
          onClick={() => void run()}
        >
          Ban
        </Button>
      ) : null}
    </li>
  );
}

function countWords({ signIns, failures }: SeenAddress): string {
  const signedIn = `${signIns} ${signIns === 1 ? 'sign-in' : 'sign-ins'}`;
  const wrong = `${failures} wrong ${failures === 1 ? 'password' : 'passwords'}`;
  return failures === 0 ? signedIn : signIns === 0 ? wrong : `${wrong}, ${signedIn}`;
}
