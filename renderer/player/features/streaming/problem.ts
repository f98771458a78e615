import type { CallFailure } from '../../api.ts';

/** Why nothing plays, in words, and the one thing to do about it. */
export type Problem = {
  readonly title: string;
  readonly message: string;
  readonly remedy: 'try-again' | 'back-to-film';
};

export function problemOf({ code, message }: CallFailure): Problem {
  switch (code) {
    case 'conversion-needed':
      return { title: 'This browser cannot play this film as it is', message, remedy: 'back-to-film' };
    case 'file-away':
      return { title: 'The drive this film is on is not connected', message, remedy: 'try-again' };
    case 'stream-limit':
      return { title: 'Too much is playing at once', message, remedy: 'try-again' };
    case 'not-found':
      return { title: 'This film is no longer here', message, remedy: 'back-to-film' };
    default:
      return { title: 'The film did not start', message, remedy: 'try-again' };
  }
}

export const noPicture = (codec: string): Problem => ({
  title: 'There is sound, but no picture',
  message: `This browser does not play ${codec} video. Another browser or device may play it as it is.`,
  remedy: 'back-to-film',
});

export const STOPPED: Problem = {
  title: 'The film stopped',
  message: 'The browser could not read on at this place. Your place is kept.',
  remedy: 'try-again',
};
