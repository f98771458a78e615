import { Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { LoadBoundary } from '../../ui/load-boundary.tsx';
import { ToastLayer } from '../../ui/toast-layer.tsx';
import { usePageFocus } from '../../ui/use-page-focus.ts';
import { COMPONENTS as ComponentsPage, PAGES } from '../pages.tsx';
import { useAsked } from '../asked.ts';
import { EmergencyPage } from '../features/incident/emergency-page.tsx';
import { IncidentPage } from '../features/incident/incident-page.tsx';
import { EMERGENCY, INCIDENT } from '../features/incident/places.ts';
import { PlacesContext } from '../place.ts';
import { LockDownButton } from './lock-down-button.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Rail } from './rail.tsx';
import { ReconnectingBar } from './reconnecting-bar.tsx';
import { TitleBar } from './title-bar.tsx';

/** What stands round every page of the window. */
export function Frame() {
  const [path] = useLocation();
  const main = usePageFocus();
  const state = useAsked('incident.state', {}, ['incident', 'status']);
  const incident = state.kind === 'value' ? state.value.incident : null;
  /** The way back stands where Overview is; the other places stay within reach of the rail. */
  const isClosed = incident !== null && incident.stage !== 'home';
  return (
    <PlacesContext value={PAGES}>
      <div className="grid min-h-dvh grid-cols-[var(--size-rail)_minmax(0,1fr)] grid-rows-[var(--size-titlebar)_1fr] max-rail:grid-cols-[var(--size-rail-compact)_minmax(0,1fr)] max-md:grid-cols-1 max-md:grid-rows-[var(--size-titlebar)_auto_1fr]">
        <button
          type="button"
          onClick={() => main.current?.focus()}
          className="fixed top-2 left-2 z-(--z-palette) -translate-y-16 rounded-control border border-border-control bg-raised px-3 py-1.5 font-medium focus-visible:translate-y-0"
        >
          Skip to the page
        </button>
        <TitleBar />
        <Rail isClosed={isClosed} />
        <main ref={main} tabIndex={-1} className="min-w-0 px-6 pt-5 pb-6 max-md:px-4">
          <LoadBoundary path={path} size="l">
            <Suspense fallback={null}>
              <Switch>
                {isClosed && path === '/' ? (
                  <Route path="/">
                    <Redirect to={INCIDENT} replace />
                  </Route>
                ) : null}
                {PAGES.map(({ path: place, component: Page }) => (
                  <Route key={place} path={place === '/' ? place : `${place}/*?`}>
                    <Page />
                  </Route>
                ))}
                <Route path={`${INCIDENT}/*?`}>
                  <IncidentPage />
                </Route>
                <Route path={EMERGENCY}>
                  <EmergencyPage />
                </Route>
                <Route path="/components">
                  <ComponentsPage />
                </Route>
                <Route>
                  <NotFoundPage />
                </Route>
              </Switch>
            </Suspense>
          </LoadBoundary>
        </main>
        {/* Last, so that the keyboard comes to it last; always in the same place. */}
        <div
          data-lock-down
          className="print:hidden fixed top-0 right-3 z-(--z-titlebar) flex h-(--size-titlebar) items-center"
        >
          <LockDownButton />
        </div>
        {incident?.stage === 'closed' ? <ClosedEdge /> : null}
        <ToastLayer />
        <ReconnectingBar />
      </div>
    </PlacesContext>
  );
}

/** The window's edge in the colour of its bar: that it is closed is seen from across the room. */
const ClosedEdge = () => (
  <div
    aria-hidden="true"
    className="print:hidden pointer-events-none fixed inset-0 z-(--z-titlebar) border-4 border-t-0 border-lock"
  />
);
