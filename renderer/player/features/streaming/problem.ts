import type { CallCode, CallFailure } from '../../api.ts';

/** Why nothing plays, in words, and the one thing to do about it. */
export type Problem = {
  readonly title: string;
  readonly message: string;
  readonly remedy: 'try-again' | 'back-to-film';
};

type Heading = Omit<Problem, 'message'>;

const HEADINGS: Partial<Record<CallCode, Heading>> = {
  'conversion-needed': { title: 'This browser cannot play this film', remedy: 'back-to-film' },
  'conversion-failed': { title: 'This film could not be converted', remedy: 'back-to-film' },
  'converter-away': { title: 'The film is not ready yet', remedy: 'try-again' },
  'file-away': { title: 'The drive this film is on is not connected', remedy: 'try-again' },
  'stopped-by-owner': { title: 'The owner stopped this', remedy: 'back-to-film' },
  'stream-limit': { title: 'Too much is playing at once', remedy: 'try-again' },
  'not-found': { title: 'This film is no longer here', remedy: 'back-to-film' },
};
const UNEXPECTED: Heading = { title: 'The film did not start', remedy: 'try-again' };

export const problemOf = ({ code, message }: CallFailure): Problem => ({
  ...(HEADINGS[code] ?? UNEXPECTED),
  message,
});

export const noPicture = (codec: string): Problem => ({
  title: 'There is sound, but no picture',
  message: `This browser does not play ${codec} video. Another browser or device may play it as it is.`,
  remedy: 'back-to-film',
});

export const notConverted = (message: string): Problem => ({
  title: 'This film could not be converted',
  message,
  remedy: 'back-to-film',
});

export const STOPPED: Problem = {
  title: 'The film stopped',
  message: 'The browser could not read on at this place. Your place is kept.',
  remedy: 'try-again',
};
