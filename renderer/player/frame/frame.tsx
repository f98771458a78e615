import type { ReactNode, RefObject } from 'react';
import { useLoad } from '../connection.ts';
import { loadLibraries } from '../features/library/store.ts';
import { TabBar } from './tab-bar.tsx';
import { TopBar } from './top-bar.tsx';

type FrameProps = { readonly main: RefObject<HTMLElement | null>; readonly children: ReactNode };

/** What stands round every page but the video and a photo. */
export function Frame({ main, children }: FrameProps) {
  useLoad(loadLibraries);
  return (
    <>
      <TopBar />
      <main
        ref={main}
        tabIndex={-1}
        // The end of every page must come out from under the bars at the bottom.
        className="min-h-[calc(100dvh-64px)] pb-(--bars-height)"
      >
        {children}
      </main>
      <TabBar />
    </>
  );
}
