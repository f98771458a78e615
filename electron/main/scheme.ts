import { protocol, type Session } from 'electron';
import { SCHEME } from './addresses.ts';
import type { Page } from './page.ts';

/** Before the app is ready: the page's scheme has an origin of its own, and what only secure pages may use. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answer the window's requests from its page. */
export function serveScheme(session: Session, page: Page): void {
  session.protocol.handle(SCHEME, (request) => page(request));
}
