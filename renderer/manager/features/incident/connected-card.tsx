import { Card } from '../../../ui/card.tsx';
import { Pill } from '../../../ui/pill.tsx';
import type { Story } from './story.ts';

type Cut = NonNullable<Story['connected']>[number];

/** Who was connected when the house was closed. */
export const ConnectedCard = ({ connected }: { readonly connected: Story['connected'] }) =>
  connected === null ? null : (
    <Card title="Who was cut off" count={connected.length} isFlush>
      {connected.length === 0 ? (
        <p className="p-4 text-label text-ink-2">Nobody was connected.</p>
      ) : (
        <ul className="divide-y divide-border">
          {connected.map((one) => (
            <li key={one.address} className="px-4 py-2.5 text-label">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-mono break-all select-all">{one.address}</span>
                {one.sockets === null ? null : <Pill>{socketWords(one.sockets)}</Pill>}
              </p>
              <p className="text-small break-words text-ink-3">{cutWords(one)}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );

/** @param count of open connections; a device that asks only now and then has none in between. */
function socketWords(count: number): string {
  if (count === 0) return 'in use, none open';
  return count === 1 ? '1 connection' : `${count} connections`;
}

function cutWords({ people, playing }: Cut): string {
  const who = people.map(({ name, device }) => (device === '' ? name : `${name} with ${device}`)).join(', ');
  const what = playing.length === 0 ? '' : `, playing ${playing.join(', ')}`;
  return `${who === '' ? 'Nobody was signed in there' : who}${what}`;
}
