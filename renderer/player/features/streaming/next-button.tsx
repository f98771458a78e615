import { SkipForward } from 'lucide-react';
import { useEffect } from 'react';
import type { ItemDetail } from '../../../../shared/lan/schemas.ts';
import { episodeLine } from '../../words/episode.ts';
import { ControlButton } from './control-button.tsx';
import { useNextEpisode } from './use-next-episode.ts';

/** On to the next episode, also by N; nothing where there is none. */
export function NextButton({ item }: { readonly item: ItemDetail }) {
  const { next, playNow } = useNextEpisode(item);
  const hasNext = next !== null;
  useEffect(() => {
    if (!hasNext) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'n' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') === null) playNow();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [hasNext, playNow]);
  if (next === null) return null;
  return (
    <ControlButton
      label={`Next episode: ${episodeLine(next)}`}
      icon={<SkipForward className="size-5.5" />}
      onClick={playNow}
    />
  );
}
