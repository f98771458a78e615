import { LockedMark } from '../../ui/mark.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

/** The house is locked down: on purpose, and nothing of it is named. */
export function ClosedScreen() {
  usePageTitle('Closed');
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <section role="status" className="flex max-w-100 flex-col items-center pb-16 text-center">
        <LockedMark className="size-12" />
        <h1 className="mt-5 text-display font-semibold tracking-tight text-balance">
          The owner has closed this server
        </h1>
        <p className="mt-2 text-ink-2">
          Nothing is being served for now. Your lists and your place in everything are kept.
        </p>
        <p className="mt-4 text-body text-ink-3">This page looks again by itself.</p>
      </section>
    </main>
  );
}
