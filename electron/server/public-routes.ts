import type { RouteName } from '../../shared/lan/routes.ts';

/**
 * The complete list of what answers without a session (AUTH-02). A route that is anonymous and not listed here does not
 * register, so that nobody opens one in passing.
 */
export const PUBLIC_ROUTES: readonly RouteName[] = ['health', 'login', 'securityTxt', 'shell'];
