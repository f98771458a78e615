import { FolderOpen } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { bridge } from './bridge.ts';
import { chosenIn } from './shell-answer.ts';

/** The system's own dialog, where there is an app around the window; in a browser the path is typed. */
export function ChooseFolderButton({ onChosen }: { readonly onChosen: (path: string) => void }) {
  const { shell } = bridge;
  if (shell === null) return null;
  const choose = async () => {
    const chosen = chosenIn(await shell.chooseFolder());
    if (chosen !== null) onChosen(chosen);
  };
  return (
    <Button size="s" icon={<FolderOpen className="size-4" />} className="mr-1.5" onClick={() => void choose()}>
      Choose
    </Button>
  );
}
