import { useState } from 'react';
import type { Output } from '../../../../shared/contract/index.ts';
import type { SecretName } from '../../../../shared/contract/secrets.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { askAgain, useAsked } from '../../asked.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { bridge } from '../../bridge.ts';
import { FormSheet } from '../../form-sheet.tsx';

type Secret = Output<'secrets.list'>['secrets'][number];

const NAMES: Record<SecretName, string> = {
  'signing-key': 'Key that signs people in',
  'data-key': 'Key that seals secrets in the database',
  'audit-key': 'Key that seals the record',
  'backup-identity': 'Key that opens backups here',
};
const PLACES: Record<Output<'secrets.list'>['backend'], string> = {
  keychain: 'They are kept in this computer’s keychain.',
  'passphrase-file': 'They are kept in a file under your passphrase.',
  'key-file': 'They are kept in a file only this user can read; whoever copies your home folder has them.',
};

/** The keys there are, and a new one in place of an old one. */
export function KeysCard() {
  const secrets = useAsked('secrets.list', {}, ['status', 'audit']);
  const [rotating, setRotating] = useState<Secret | null>(null);
  return (
    <Card title="Keys" isFlush>
      <AskedRegion asked={secrets} what="the list of keys" skeleton={<KeysSkeleton />}>
        {(value) => (
          <>
            <p className="border-b border-border px-4 py-3 text-body text-pretty text-ink-2">{PLACES[value.backend]}</p>
            <ul className="divide-y divide-border">
              {value.secrets.map((secret) => (
                <li key={secret.name} className="flex min-h-13 items-center gap-3 px-4 py-2 text-body">
                  <span className="min-w-0 flex-1">
                    {NAMES[secret.name]}
                    <span className="block text-small text-ink-3 tabular-nums">{ageWords(secret)}</span>
                  </span>
                  {secret.effectOfRotating === null ? null : (
                    <Button size="s" aria-label={`Replace: ${NAMES[secret.name]}`} onClick={() => setRotating(secret)}>
                      Replace
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </AskedRegion>
      {rotating === null ? null : <RotateSheet secret={rotating} onClose={() => setRotating(null)} />}
    </Card>
  );
}

function ageWords({ ageDays, version }: Secret): string {
  if (ageDays === null) return 'Of unknown age';
  const age = ageDays === 0 ? 'Made today' : ageDays === 1 ? 'Made yesterday' : `${ageDays} days old`;
  return version > 1 ? `${age} · replaced ${version - 1 === 1 ? 'once' : `${version - 1} times`}` : age;
}

function RotateSheet({ secret, onClose }: { readonly secret: Secret; readonly onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const rotate = async () => {
    setBusy(true);
    const result = await bridge.call('secrets.rotate', { name: secret.name });
    setBusy(false);
    if (!result.ok) return setProblem(result.failure.message);
    askAgain('secrets.list');
    showToast({ status: 'ok', text: 'There is a new key' });
    onClose();
  };
  return (
    <FormSheet
      title={`Replace the ${NAMES[secret.name].replace(/^Key/, 'key')}?`}
      about={secret.effectOfRotating}
      isDanger
      staysWhileBusy
      onClose={onClose}
      onSubmit={rotate}
      problem={problem}
      action="Replace key"
      busy={isBusy ? 'Replacing' : null}
    />
  );
}

const KeysSkeleton = () => (
  <div className="flex flex-col gap-3 p-4">
    {['a', 'b', 'c', 'd'].map((key) => (
      <Skeleton key={key} className="h-8 w-full" />
    ))}
  </div>
);
