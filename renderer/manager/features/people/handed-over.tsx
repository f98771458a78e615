import { CopyButton } from '../../copy-button.tsx';

type HandedOverProps = { readonly name: string; readonly password: string; readonly address: string | null };

/** What to tell somebody so that they can sign in; the password is shown this once. */
export const HandedOver = ({ name, password, address }: HandedOverProps) => {
  const lines = [...(address === null ? [] : [address]), `Name: ${name}`, `Password: ${password}`];
  return (
    <div className="flex flex-wrap items-end justify-between gap-4 rounded-field border border-border bg-sunken px-4 py-3.5">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-label">
        {address === null ? null : (
          <>
            <dt className="text-ink-3">Address</dt>
            <dd className="font-mono break-all select-all">{address}</dd>
          </>
        )}
        <dt className="text-ink-3">Name</dt>
        <dd className="break-words select-all">{name}</dd>
        <dt className="text-ink-3">Password</dt>
        <dd className="font-mono break-all select-all">{password}</dd>
      </dl>
      <CopyButton
        text={lines.join('\n')}
        what={address === null ? 'Name and password' : 'Address, name and password'}
      />
    </div>
  );
};
