import { Copy } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toasts.ts';

/** The clipboard is there in the app and on loopback, which a browser counts as secure. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      showToast({ status: 'ok', text: `${what} copied` });
    } catch {
      showToast({ status: 'fail', text: 'This browser does not let pages copy. Select it and copy it yourself.' });
    }
  };
  return (
    <Button icon={<Copy className="size-4" />} onClick={() => void copy()}>
      Copy
    </Button>
  );
}
