import { Field } from '../../../ui/field.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { errorOf, StepForm } from './step-form.tsx';
import { edit, useFirstRun, type Problem } from './store.ts';

export function AccountStep({ problem }: { readonly problem: Problem | null }) {
  const draft = useFirstRun((state) => state.draft);
  return (
    <StepForm
      step="account"
      title="Welcome to Holdfast"
      about="It plays your films, music and photos on the devices in your home and answers nobody else. First, the account that owns this server."
      problem={problem}
    >
      <div className="flex max-w-110 flex-col gap-5">
        <Field
          label="Name of this server"
          name="server"
          autoComplete="off"
          maxLength={60}
          value={draft.serverName}
          onChange={(event) => edit({ serverName: event.target.value })}
          help="What the people you share with see, such as the name of your home."
          error={errorOf(problem, 'serverName')}
        />
        <Field
          label="Your name"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          value={draft.ownerName}
          onChange={(event) => edit({ ownerName: event.target.value })}
          help="You sign in with it."
          error={errorOf(problem, 'ownerName')}
        />
        <NewPasswordField
          label="Password"
          value={draft.password}
          onValue={(password) => edit({ password })}
          forRole="owner"
          accountName={draft.ownerName.trim()}
          error={errorOf(problem, 'password')}
        />
      </div>
    </StepForm>
  );
}
