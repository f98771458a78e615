import { RefreshCw } from 'lucide-react';
import type { PortEntry } from '../../../../shared/contract/network.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { askAgain, useAsked } from '../../asked.ts';
import { byPort } from './network-words.ts';

/** What listens on this computer, as the system tells it: ours and what other programs opened (NET-15). */
export function PortsCard() {
  const asked = useAsked('network.ports', {}, ['status', 'network']);
  return (
    <Card
      title="What listens on this computer"
      isFlush
      aside={
        <Button size="s" icon={<RefreshCw className="size-3.5" />} onClick={() => askAgain('network.ports')}>
          Look again
        </Button>
      }
      footer={
        asked.kind === 'value' ? (
          <p className="text-small text-ink-3">
            {asked.value.isObserved
              ? 'Read from the system this moment. What other programs opened is theirs to close.'
              : 'This system does not tell programs what listens; only what Holdfast itself opened is listed.'}
          </p>
        ) : undefined
      }
    >
      <AskedRegion asked={asked} what="the list of ports" skeleton={<Skeleton className="m-4 h-24" />}>
        {({ ports }) =>
          ports.length === 0 ? (
            <p className="px-4 py-4 text-ink-3">Nothing listens.</p>
          ) : (
            <DataTable
              label="What listens on this computer"
              rows={byPort(ports)}
              rowKey={({ port, reach, pid }) => `${port} ${reach} ${pid}`}
              columns={[
                {
                  key: 'port',
                  label: 'Port',
                  cell: ({ port, addresses }) => (
                    <span className="whitespace-nowrap tabular-nums">
                      <span className="font-medium">{port}</span>{' '}
                      <span className="font-mono text-small text-ink-3 max-sm:block">{addresses.join(' ')}</span>
                    </span>
                  ),
                },
                {
                  key: 'program',
                  label: 'Program',
                  cell: ({ program, isOurs }) => (
                    <span className={classNames('whitespace-nowrap', isOurs && 'font-medium')}>
                      {program ?? 'Of another user'}
                    </span>
                  ),
                },
                { key: 'reach', label: 'Reached from', cell: (entry) => <Reach {...entry} /> },
                {
                  key: 'purpose',
                  label: 'What for',
                  className: 'max-md:hidden',
                  cell: ({ purpose }) => <span className="text-ink-2">{purpose ?? 'Not known.'}</span>,
                },
              ]}
            />
          )
        }
      </AskedRegion>
    </Card>
  );
}

const Reach = ({ reach, isOurs, purpose }: Pick<PortEntry, 'reach' | 'isOurs' | 'purpose'>) =>
  reach === 'this-computer' ? (
    <span className="whitespace-nowrap text-ink-3">this computer</span>
  ) : (
    // The one row an owner has to think about: others can knock there, and nobody knows at what.
    <Pill status={isOurs ? 'ok' : purpose === null ? 'warn' : 'neutral'}>your network</Pill>
  );
