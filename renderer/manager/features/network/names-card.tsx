import { X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Field } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import type { NetworkFacts } from './network-words.ts';

/** As the contract takes names. */
const NAME = /^[A-Za-z0-9.-]{1,253}$/;

/** Names this server answers to; for any other it refuses to answer at all (NET-16). */
export function NamesCard({ network }: { readonly network: NetworkFacts }) {
  const [typed, setTyped] = useState('');
  const set = useCommand('network.setHostNames');
  const store = async (names: readonly string[], said: string, undo: readonly string[] | null): Promise<boolean> => {
    const result = await set.run({ names: [...names] });
    if (!result.ok) {
      showToast({ status: 'fail', text: result.failure.message });
      return false;
    }
    showToast({
      status: 'ok',
      text: said,
      ...(undo === null
        ? {}
        : { action: { label: 'Undo', run: () => void store(undo, 'The name is answered to again.', null) } }),
    });
    return true;
  };
  const name = typed.trim().toLowerCase();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!NAME.test(name)) return;
    if (await store([...network.hostNames, name], `It answers to ${name} now.`, null)) setTyped('');
  };
  return (
    <Card title="Names" isFlush>
      <ul className="divide-y divide-border">
        <li className="px-4 py-3">
          <span className="block font-mono break-words">{network.ownNames.join('  ')}</span>
          <span className="block text-small text-ink-3">names of this computer, always answered to</span>
        </li>
        {network.hostNames.map((own) => (
          <li key={own} className="flex items-center justify-between gap-3 px-4 py-2.5">
            <span className="min-w-0 font-mono break-all">{own}</span>
            <IconButton
              size="s"
              variant="quiet"
              label={`Remove ${own}`}
              icon={<X className="size-4" />}
              onClick={() =>
                void store(
                  network.hostNames.filter((other) => other !== own),
                  `It no longer answers to ${own}.`,
                  network.hostNames,
                )
              }
            />
          </li>
        ))}
      </ul>
      <form noValidate onSubmit={(event) => void add(event)} className="border-t border-border p-4">
        <Field
          label="Another name"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="films.home"
          maxLength={253}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          help="One your router gives this computer. Other names are refused, so that no web page can pose as this server."
          error={typed.trim() !== '' && !NAME.test(name) ? 'A name has letters, digits, dots and hyphens.' : null}
          trailing={
            <Button
              type="submit"
              size="s"
              className="mr-2"
              busy={set.isOut ? 'Saving' : null}
              offReason={NAME.test(name) ? null : 'Type a name first.'}
            >
              Add
            </Button>
          }
        />
      </form>
    </Card>
  );
}
