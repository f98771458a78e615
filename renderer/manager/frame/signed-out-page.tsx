import { Link2Off } from 'lucide-react';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** The way in has ended. Only the computer Holdfast runs on can give another. */
export function SignedOutPage() {
  usePageTitle('Closed page');
  return (
    <main className="grid min-h-dvh place-items-center px-5">
      <section role="alert" className="max-w-150 pb-16">
        <Link2Off className="size-10 text-warn" />
        <h1 className="mt-4 text-page font-semibold tracking-tight text-balance">This page was closed</h1>
        <p className="mt-1.5 text-read text-ink-2">
          A link opens this window once, for a day at most, and until Holdfast is started anew. Nothing of your house
          has changed. For a new link, type this on the computer Holdfast runs on:
        </p>
        <p className="mt-4 font-mono text-label select-all">npx holdfast open</p>
      </section>
    </main>
  );
}
