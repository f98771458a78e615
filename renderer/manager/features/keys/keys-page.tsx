import { useEffect, useState, type FormEvent } from 'react';
import {
  KEYS_METHODS,
  SHORTEST_PASSPHRASE,
  type KeysAnswer,
  type KeysQuestion,
  type KeysState,
} from '../../../../shared/contract/keys-page.ts';
import type { Result } from '../../../../shared/result.ts';
import type {} from '../../bridge.ts';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';

/** The app's channel, before there is a manager behind it. */
const ask = (method: string, input: object) =>
  (window.holdfast as unknown as { call: (method: string, input: object) => Promise<Result<unknown>> }).call(
    method,
    input,
  );

const WORDS: Record<KeysQuestion, { readonly title: string; readonly text: string }> = {
  make: {
    title: 'Where should Holdfast keep its keys?',
    text:
      'This computer has no keychain Holdfast can use. Its keys sign people in and open your backups, so they need ' +
      'another safe place. Should a keychain appear later, Holdfast moves them into it by itself.',
  },
  'make-or-unlock': {
    title: 'The keychain of this computer is locked',
    text:
      'Holdfast keeps its keys in it. Unlock it, or allow Holdfast to use it, and try again. Or keep the keys in a file ' +
      'under a passphrase that you type at each start.',
  },
  open: {
    title: 'The passphrase of the keys',
    text: 'Holdfast keeps its keys in a file under the passphrase you chose.',
  },
  unlock: {
    title: 'Holdfast cannot reach its keys',
    text:
      'They are in the keychain of this computer, which is locked, or does not let Holdfast in. Unlock it, or allow ' +
      'Holdfast to use it, and try again. Nothing was changed and nothing is lost: no new keys are made in place of yours.',
  },
};

/** The one question that comes before everything else: where the keys are. */
export function KeysPage() {
  const [state, setState] = useState<KeysState | null>(null);
  useEffect(() => {
    const look = () =>
      void ask(KEYS_METHODS.state, {}).then((answer) => {
        if (answer.ok) setState(answer.value as KeysState);
      });
    look();
    return window.holdfast?.onChange(look);
  }, []);
  if (state === null) return null;
  const { title, text } = WORDS[state.question];
  // What came of it arrives as a change.
  const answer = (given: KeysAnswer) => void ask(KEYS_METHODS.answer, given);
  const busy = state.isTrying ? 'Trying' : null;
  const mayType = state.question !== 'unlock';
  return (
    <main className="mx-auto flex min-h-screen w-full max-w-140 flex-col justify-center gap-5 p-6">
      <h1 className="text-title font-semibold">{title}</h1>
      <p className="text-read text-ink-2">{text}</p>
      {state.problem === null ? null : <Note status="fail" title={state.problem} justFailed />}
      {mayType ? <PassphraseForm isNew={state.question !== 'open'} busy={busy} onAnswer={answer} /> : null}
      <div className="flex flex-wrap gap-3">
        {state.question === 'open' || state.question === 'make' ? null : (
          <Button variant={mayType ? 'plain' : 'primary'} busy={busy} onClick={() => answer({ kind: 'again' })}>
            Try again
          </Button>
        )}
        {state.question === 'make' ? (
          <Button busy={busy} onClick={() => answer({ kind: 'key-file' })}>
            Use a file without a passphrase
          </Button>
        ) : null}
        <Button variant="quiet" onClick={() => answer({ kind: 'quit' })}>
          Quit
        </Button>
      </div>
      {state.question === 'make' ? (
        <p className="text-body text-ink-2">
          Without a passphrase, whoever gets a copy of that file can sign in as anyone. Only your account on this
          computer can read it, and the checklist goes on saying so.
        </p>
      ) : null}
    </main>
  );
}

function PassphraseForm({
  isNew,
  busy,
  onAnswer,
}: {
  readonly isNew: boolean;
  readonly busy: string | null;
  readonly onAnswer: (answer: KeysAnswer) => void;
}) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<string | null>(null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const problem = !isNew
      ? passphrase === ''
        ? 'Type the passphrase.'
        : null
      : passphrase.length < SHORTEST_PASSPHRASE
        ? `The passphrase must have at least ${SHORTEST_PASSPHRASE} characters.`
        : passphrase !== again
          ? 'The two are not the same.'
          : null;
    setError(problem);
    if (problem === null) onAnswer({ kind: 'passphrase', passphrase });
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      <PasswordField
        label="Passphrase"
        value={passphrase}
        autoComplete="off"
        error={error}
        onChange={(event) => setPassphrase(event.target.value)}
      />
      {isNew ? (
        <PasswordField
          label="The same again"
          value={again}
          autoComplete="off"
          onChange={(event) => setAgain(event.target.value)}
        />
      ) : null}
      <Button type="submit" variant="primary" busy={busy} className="self-start">
        {isNew ? 'Keep the keys under this passphrase' : 'Open'}
      </Button>
    </form>
  );
}
