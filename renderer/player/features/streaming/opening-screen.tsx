import type { ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Spinner } from '../../../ui/spinner.tsx';
import { useLate } from '../../../ui/use-late.ts';
import { watchName } from '../../words/item.ts';
import { BackButton } from './back-button.tsx';

export function OpeningScreen({ item }: { readonly item: ItemDetail | null }) {
  const isLate = useLate();
  return (
    <main data-keeps-arrows="" className="fixed inset-0 grid place-items-center bg-video-bg text-video-text">
      <div className="absolute inset-x-0 top-0 flex items-center gap-4 px-2 py-3 sm:px-8 sm:py-5.5">
        <BackButton item={item} />
        <h1 className="truncate text-section font-semibold">
          {item === null ? <span className="sr-only">Opening</span> : watchName(item)}
        </h1>
      </div>
      <div role="status" className={isLate ? 'flex flex-col items-center gap-4' : 'invisible'}>
        <Spinner className="size-9" />
        <span className="text-label text-video-text-2">{isLate ? 'Opening' : ''}</span>
      </div>
    </main>
  );
}
