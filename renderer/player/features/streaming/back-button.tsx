import { ArrowLeft } from 'lucide-react';
import { useLocation } from 'wouter';
import { CAME_BY_LINK } from '../../paths.ts';
import { ControlButton } from './control-button.tsx';

export function useLeave(itemId: string): () => void {
  const [, navigate] = useLocation();
  return () => {
    // Opened by its address there is nothing of ours to go back to.
    if (history.state === CAME_BY_LINK) history.back();
    else navigate(`/films/${itemId}`, { replace: true });
  };
}

export function BackButton({ itemId }: { readonly itemId: string }) {
  const leave = useLeave(itemId);
  return <ControlButton label="Back" icon={<ArrowLeft className="size-5.5" />} onClick={leave} />;
}
