import { Lock, LockOpen } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { Brand } from '../../../ui/mark.tsx';
import { Note } from '../../../ui/note.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { DuePasswordForm } from './due-password-form.tsx';
import { signIn, type Due } from './store.ts';

/** Shown in place of whatever page was asked for, so signing in goes straight there. Names nothing of the house. */
export function SignInPage({ hasEnded }: { readonly hasEnded: boolean }) {
  const [due, setDue] = useState<Due | null>(null);
  usePageTitle(due === null ? 'Sign in' : 'Choose a new password');
  return (
    <main className="relative grid min-h-dvh grid-cols-[minmax(0,1fr)] place-items-center overflow-hidden px-4 pt-6 pb-24">
      <Posts />
      <section className="relative w-105 max-w-full rounded-panel border border-border bg-surface px-6 py-7 shadow-menu sm:p-10">
        <Brand className="size-6" />
        {due === null ? (
          <>
            <h1 className="mt-7 text-page font-semibold tracking-tight">Sign in</h1>
            <p className="text-ink-2">to watch what is on this server.</p>
            {hasEnded ? (
              <Note status="info" title="Your session has ended" className="mt-5">
                Sign in and you are back where you were.
              </Note>
            ) : null}
            <SignInForm onDue={setDue} />
            <p className="mt-5 text-body text-ink-3">
              Forgot it? Ask the owner of this server. Nobody else can reset it.
            </p>
          </>
        ) : (
          <DuePasswordForm due={due} onBack={() => setDue(null)} />
        )}
      </section>
      <Footer />
    </main>
  );
}

function SignInForm({ onDue }: { readonly onDue: (due: Due) => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name === '' || password === '') {
      setProblem('Enter your name and your password.');
      return;
    }
    setPending(true);
    setProblem(null);
    const result = await signIn(name, password);
    setPending(false);
    if (result.ok) return;
    if (result.failure.code === 'password-change-due') onDue({ name, password });
    else setProblem(result.failure.message);
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="mt-7 flex flex-col gap-4">
      <Field
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        // The page holds nothing else to do.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {problem === null ? null : <Note status="fail" title={problem} justFailed />}
      <Button
        type="submit"
        variant="primary"
        size="player"
        busy={isPending ? 'Signing in' : null}
        className="mt-1 w-full"
      >
        Sign in
      </Button>
    </form>
  );
}

/** The mark's two posts, large and quiet, with the card held between them. */
const Posts = () => (
  <div aria-hidden="true" className="max-sm:hidden">
    <span className="absolute -inset-y-15 right-[calc(50%+258px)] w-33 rounded-[44px] bg-sunken" />
    <span className="absolute -inset-y-15 left-[calc(50%+258px)] w-33 rounded-[44px] bg-sunken" />
  </div>
);

const Footer = () => {
  const isEncrypted = location.protocol === 'https:';
  const Icon = isEncrypted ? Lock : LockOpen;
  return (
    <footer className="absolute inset-x-0 bottom-7 flex items-start justify-center gap-2 px-6 text-body text-ink-2">
      <Icon className="mt-0.5 size-4 flex-none" />
      {isEncrypted
        ? 'Encrypted. This server answers only devices its owner allows.'
        : 'This server answers only devices its owner allows. The way there is not encrypted.'}
    </footer>
  );
};
