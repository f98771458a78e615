import type { ReactNode } from 'react';
import { TabBar } from './tab-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { usePageFocus } from './use-page-focus.ts';

/** What stands round every page but the video. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const main = usePageFocus();
  return (
    <>
      <TopBar />
      <main ref={main} tabIndex={-1} className="min-h-[calc(100dvh-64px)] pb-16 sm:pb-0">
        {children}
      </main>
      <TabBar />
    </>
  );
}
