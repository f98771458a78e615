import { ArrowLeft } from 'lucide-react';
import { useLocation } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { CAME_BY_LINK, itemPath } from '../../paths.ts';
import { ControlButton } from './control-button.tsx';

/** @param item null while it is not known what is being opened. */
export function useLeave(item: ItemCard | null): () => void {
  const [, navigate] = useLocation();
  return () => {
    // Opened by its address there is nothing of ours to go back to.
    if (history.state === CAME_BY_LINK) history.back();
    else navigate(item === null ? '/' : itemPath(item), { replace: true });
  };
}

export function BackButton({ item }: { readonly item: ItemCard | null }) {
  const leave = useLeave(item);
  return <ControlButton label="Back" icon={<ArrowLeft className="size-5.5" />} onClick={leave} />;
}
