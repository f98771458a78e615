/** What could not be looked at, in a sentence; a check that throws it is `unknown` with it. */
export class Unobservable extends Error {}
