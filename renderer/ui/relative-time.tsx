import { momentInSentence, momentWords, relativeWords } from './moment-words.ts';
import { useNow } from './use-now.ts';

const WORDS = { near: relativeWords, clock: momentWords, inside: momentInSentence };

type RelativeTimeProps = {
  /** ISO 8601, as the contract gives moments. */
  readonly at: string;
  /** `near`: "8 minutes ago". `clock`: "Today 18:12". `inside` a sentence: "today at 18:12". */
  readonly as?: 'near' | 'clock' | 'inside';
};

/** When something was or will be, kept right while it is shown; pointing at it tells the exact moment. */
export function RelativeTime({ at, as = 'near' }: RelativeTimeProps) {
  const now = useNow();
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={new Date(moment).toLocaleString('en-GB')} className="tabular-nums">
      {WORDS[as](moment, now)}
    </time>
  );
}
