import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { goTo, next, STEPS, type Problem, type Step } from './store.ts';
import { rememberStep } from './use-step-history.ts';

type StepFormProps = {
  readonly step: Step;
  readonly title: string;
  readonly about: string;
  readonly problem: Problem | null;
  readonly children: ReactNode;
  readonly continueLabel?: string;
  readonly busy?: string | null;
};

/** The frame of a step: what it asks and why, its fields, and the way back and on. */
export function StepForm({
  step,
  title,
  about,
  problem,
  children,
  continueLabel = 'Continue',
  busy = null,
}: StepFormProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const at = STEPS.indexOf(step);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (problem !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const shown = await next();
    if (shown !== null) rememberStep(shown);
  };
  const before = STEPS[at - 1];
  const back = (to: Step) => {
    goTo(to);
    rememberStep(to);
  };
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="flex flex-1 flex-col">
      <div className="flex-1 pb-8">
        <p className="text-small font-medium text-ink-3 tabular-nums">
          Step {at + 1} of {STEPS.length}
        </p>
        <h1 ref={heading} tabIndex={-1} className="mt-1.5 text-page font-semibold tracking-tight text-balance">
          {title}
        </h1>
        <p className="mt-1.5 max-w-150 text-read text-ink-2">{about}</p>
        <div className="mt-8">{children}</div>
        {problem?.field === 'form' ? (
          <Note status="fail" title="This could not be done" justFailed className="mt-5 max-w-150">
            {problem.message} What you entered is kept.
          </Note>
        ) : null}
      </div>
      <footer className="flex items-center gap-3 border-t border-border pt-6">
        {before === undefined ? null : (
          <Button
            variant="quiet"
            size="l"
            icon={<ArrowLeft className="size-4" />}
            className="-ml-4"
            onClick={() => back(before)}
          >
            Back
          </Button>
        )}
        <div className="ml-auto flex items-center gap-3">
          <Button type="submit" variant="primary" size="l" className="min-w-33" busy={busy}>
            {continueLabel}
          </Button>
        </div>
      </footer>
    </form>
  );
}

/** The message for a field, if the problem is with it. */
export const errorOf = (problem: Problem | null, field: Problem['field']): string | null =>
  problem?.field === field ? problem.message : null;
