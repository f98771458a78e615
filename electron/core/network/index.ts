// Network: which addresses we answer on, who may connect, and what the LAN sees. Rules only: they take addresses, headers
// and times and give a decision; the server's gate acts on it. ipaddr.js is behind cidr.ts.
// Nothing here believes a header that a stranger can write, unless the owner named the proxy (NET-09).
export { allowedNetworks, mayConnect, wouldShutOut, type AccessRule, type Interfaces } from './access-rule.ts';
export { addressCount, contains, formatCidr, parseCidr, type Cidr } from './cidr.ts';
export { clientAddress, isLoopback, isPrivate, normaliseAddress } from './client-address.ts';
export { allowedHost, hostNames } from './host-check.ts';
export { listenAddresses, primaryAddress } from './listen-addresses.ts';
export { listeningSockets, type ListeningSocket } from './listening-sockets.ts';
export { rangeFacts, type RangeFacts, type RangeKind } from './range-facts.ts';
export { decideSignIn, SIGN_IN_LIMITS, type SignInDecision, type SignInLimits } from './sign-in-guard.ts';
export { createRateLimiter, type RateLimiter, type Taken } from './token-bucket.ts';
