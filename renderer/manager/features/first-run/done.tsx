import { CircleCheck } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Note } from '../../../ui/note.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { useAsked } from '../../asked.ts';
import { counted, isBeingRead, titlesIn } from '../library/folder-words.ts';
import { lookAgain, type Served } from './store.ts';

type GoesOn = { readonly onDone: () => void };
type DoneProps = Served & GoesOn & { readonly hasKit: boolean };

export const Done = ({ addresses, problem, hasKit, onDone }: DoneProps) => (
  <Finished
    title={addresses.length > 0 ? 'Your home is being served' : 'Holdfast is set up'}
    about={
      addresses.length > 0
        ? 'Open one of these addresses on a TV, phone or computer, and sign in with the name and password you chose.'
        : 'Your account is made, but nothing is served yet.'
    }
  >
    <Where addresses={addresses} problem={problem} onDone={onDone} />
    {hasKit ? null : (
      <Note status="warn" title="No recovery kit was kept" className="mt-6">
        If this computer is lost, its backups cannot be opened anywhere. Make one on the page Backups.
      </Note>
    )}
    <Titles />
  </Finished>
);

export const AlreadyDone = ({ addresses, problem, onDone }: Served & GoesOn) => (
  <Finished
    title="Holdfast is already set up"
    about={
      addresses.length > 0
        ? 'Nothing was changed. Sign in at one of these addresses with the account that was made then.'
        : 'Nothing was changed. The account that was made then is there, but nothing is served now.'
    }
  >
    <Where addresses={addresses} problem={problem} onDone={onDone} />
  </Finished>
);

/** What there is to watch by now; it grows while one looks. */
function Titles() {
  const asked = useAsked('library.list', {}, ['library']);
  if (asked.kind !== 'value') return null;
  const { libraries } = asked.value;
  if (libraries.length === 0)
    return (
      <Note status="info" title="No folder yet" className="mt-6">
        There is nothing to watch until a folder is added. You can do that at any time, on the page Library.
      </Note>
    );
  const titles = libraries.reduce((sum, folder) => sum + titlesIn(folder), 0);
  return (
    <Note
      status={libraries.some(isBeingRead) ? 'info' : 'ok'}
      title={libraries.some(isBeingRead) ? 'Your folders are being read' : 'Your folders were read'}
      className="mt-6"
    >
      {counted(titles, 'title')} found in {counted(libraries.length, 'folder')}
      {libraries.some(isBeingRead) ? ' so far. They appear as they are found.' : '.'}
    </Note>
  );
}

type FinishedProps = { readonly title: string; readonly about: string; readonly children: ReactNode };

function Finished({ title, about, children }: FinishedProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className="max-w-150">
      <CircleCheck className="size-10 text-ok" />
      <h1 ref={heading} tabIndex={-1} className="mt-4 text-page font-semibold tracking-tight text-balance">
        {title}
      </h1>
      <p className="mt-1.5 text-read text-ink-2">{about}</p>
      <div className="mt-8">{children}</div>
    </div>
  );
}

const Where = ({ addresses, problem, onDone }: Served & GoesOn) =>
  addresses.length > 0 ? (
    <Addresses addresses={addresses} onDone={onDone} />
  ) : (
    <>
      <Note status="warn" title="No address to open yet">
        {problem ?? 'The house is closed, or still starting. holdfast status tells which.'}
      </Note>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button variant="primary" size="l" onClick={() => void lookAgain()}>
          Look again
        </Button>
        <Button size="l" onClick={onDone}>
          Go to your house
        </Button>
      </div>
    </>
  );

function Addresses({ addresses, onDone }: GoesOn & { readonly addresses: readonly string[] }) {
  const best = addresses[0];
  return (
    <>
      <div className="flex items-center gap-5 rounded-card border border-border bg-surface p-5 max-sm:flex-col max-sm:items-start">
        <ul className="flex min-w-0 flex-1 flex-col gap-2.5">
          {addresses.map((address) => (
            <li key={address}>
              <a
                href={address}
                target="_blank"
                rel="noreferrer"
                className="rounded-control font-mono text-label break-all text-accent-text hover:underline hover:underline-offset-3"
              >
                {address}
              </a>
            </li>
          ))}
        </ul>
        {best === undefined ? null : (
          <figure className="flex-none text-small text-ink-3">
            <QrCode text={best} label={`${best} as a QR code`} className="w-32 rounded-card border border-border p-1" />
            <figcaption className="mt-1.5 text-center">For a phone’s camera</figcaption>
          </figure>
        )}
      </div>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button variant="primary" size="l" onClick={onDone}>
          Go to your house
        </Button>
        {best === undefined ? null : (
          <a href={best} target="_blank" rel="noreferrer" className={buttonStyle({ size: 'l' })}>
            Play something
          </a>
        )}
      </div>
    </>
  );
}
