import { LifeBuoy } from 'lucide-react';
import { Link } from 'wouter';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Card } from '../../../ui/card.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { useAsked } from '../../asked.ts';
import { EMERGENCY } from './places.ts';

/** From the settings to what is prepared for the day somebody is in. */
export function EmergencyLinkCard() {
  const card = useAsked('incident.card', {}, []);
  const practice = useAsked('incident.practice', {}, ['incident']);
  if (card.kind !== 'value' || practice.kind !== 'value') return null;
  const isFilled = Object.values(card.value.card).some((text) => text !== '');
  const { last } = practice.value;
  return (
    <Card title="If somebody is in">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <p className="min-w-0 flex-1 basis-60 text-label text-ink-2">
          {isFilled ? 'The emergency card is filled in. ' : 'The emergency card is empty: whom would you call? '}
          {last === null ? (
            'Closing was never practised.'
          ) : (
            <>
              Closing was practised <RelativeTime at={last.at} />.
            </>
          )}
        </p>
        <Link href={EMERGENCY} className={buttonStyle()}>
          <LifeBuoy className="size-4" />
          Emergency card
        </Link>
      </div>
    </Card>
  );
}
