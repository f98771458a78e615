import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { PathText } from '../../../ui/path-text.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { CopyButton } from '../../copy-button.tsx';

/** The file and the commands that have this computer start Holdfast. */
export function StartUnitSheet({ onClose }: { readonly onClose: () => void }) {
  const unit = useAsked('system.startUnit', {}, []);
  return (
    <Sheet
      title="Start with the computer"
      about="Do this once, as the user Holdfast runs as, on the computer it runs on. End the Holdfast that runs now before the computer starts the next one."
      onClose={onClose}
      actions={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <AskedRegion asked={unit} what="how to start it" skeleton={<Skeleton className="h-60" />}>
        {(value) => <Steps unit={value} />}
      </AskedRegion>
    </Sheet>
  );
}

const Steps = ({ unit: { file, commands } }: { readonly unit: Output<'system.startUnit'> }) => (
  <ol className="flex flex-col gap-5">
    {file === null ? null : (
      <li>
        <p className="mb-1.5 text-label">
          Write this into <PathText path={file.path} className="text-body select-all" />
        </p>
        <Copied text={file.text} what="File" />
      </li>
    )}
    <li>
      <p className="mb-1.5 text-label">{file === null ? 'Type this in a terminal' : 'Then type this in a terminal'}</p>
      <Copied text={commands.join('\n')} what="Commands" />
    </li>
  </ol>
);

const Copied = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <>
    <pre className="mb-2 rounded-field bg-sunken p-3 font-mono text-small break-all whitespace-pre-wrap">{text}</pre>
    <CopyButton text={text} what={what} />
  </>
);
