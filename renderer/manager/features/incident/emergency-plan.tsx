import { Card } from '../../../ui/card.tsx';

/** Severity, containment, telling, mending, learning, in the order somebody who is startled needs them (INC-13). */
const PLAN: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Close',
    text: 'Lock down at the top right, or in the tray. Nothing is lost by it, and a mistake is taken back for 10 s. If this computer itself does strange things, pull its network cable.',
  },
  {
    title: 'Look',
    text: 'The page that opens says when it probably began, who signed in and what was changed. Evidence is kept before anything is touched.',
  },
  {
    title: 'Tell',
    text: 'Call whoever helps you, with the card beside this. Tell your household that everybody needs a new password, also elsewhere if they use the same one.',
  },
  {
    title: 'Mend',
    text: 'Undo what should not be, or go back to a backup from before. Choose a new password. Update this computer and its router.',
  },
  {
    title: 'Reopen and write down',
    text: 'First on this computer, then for your home, each after a green look. Save the report; it holds every step with its time.',
  },
];

export const EmergencyPlan = () => (
  <Card title="What to do, in this order">
    <ol className="flex flex-col gap-3">
      {PLAN.map(({ title, text }, at) => (
        <li key={title} className="flex gap-3 text-label">
          <span
            aria-hidden="true"
            className="grid size-6 flex-none place-items-center rounded-full border border-border-control text-small font-medium text-ink-2"
          >
            {at + 1}
          </span>
          <span className="min-w-0">
            <span className="font-medium">{title}. </span>
            <span className="text-ink-2">{text}</span>
          </span>
        </li>
      ))}
    </ol>
    <p className="mt-4 border-t border-border pt-3 text-body text-ink-2">
      Without a window, on this computer: <code className="font-mono text-ink select-all">npx holdfast lock</code>
    </p>
  </Card>
);
