import { HardDriveDownload, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { IncidentStep } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Field } from '../../../ui/field.tsx';
import { Note } from '../../../ui/note.tsx';
import { bytesWords } from '../../../ui/size-words.ts';
import { showToast } from '../../../ui/toasts.ts';
import type { CallResult } from '../../bridge.ts';
import { ChooseFolderButton } from '../../choose-folder-button.tsx';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';

type EvidenceCardProps = { readonly step: IncidentStep | undefined };

/** What was kept before anything was changed: whether it is whole, and a copy of it for a stick. */
export function EvidenceCard({ step }: EvidenceCardProps) {
  const verify = useCommand('incident.evidence');
  const [answer, setAnswer] = useState<CallResult<'incident.evidence'> | null>(null);
  const [isCopying, setCopying] = useState(false);
  if (step?.state !== 'done') return null;
  return (
    <Card
      title="Evidence"
      footer={
        <>
          <Button
            icon={<ShieldCheck className="size-4" />}
            busy={verify.isOut ? 'Reading all of it' : null}
            onClick={() => void verify.run({}).then(setAnswer)}
          >
            Verify the evidence
          </Button>
          <Button icon={<HardDriveDownload className="size-4" />} onClick={() => setCopying(true)}>
            Save a copy
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-label text-ink-2">
          Before anything was changed, the databases, the record, logs, settings, open connections and processes were
          put into one sealed file, for you or for whoever helps you. {step.text}
        </p>
        {answer === null ? null : answer.ok ? (
          <Note
            status={answer.value.isWhole ? 'ok' : 'fail'}
            title={answer.value.isWhole ? 'The evidence is whole' : 'The evidence was changed'}
            justFailed={!answer.value.isWhole}
          >
            {answer.value.text}
            <span className="mt-1 block font-mono text-small break-all select-all">{answer.value.path}</span>
            <span className="block text-small">
              {bytesWords(answer.value.sizeBytes)}, SHA-256{' '}
              <span className="font-mono break-all select-all">{answer.value.sha256}</span>
            </span>
          </Note>
        ) : (
          <Note status="fail" title="It could not be verified" justFailed>
            {answer.failure.message}
          </Note>
        )}
      </div>
      {isCopying ? <CopySheet onClose={() => setCopying(false)} /> : null}
    </Card>
  );
}

function CopySheet({ onClose }: { readonly onClose: () => void }) {
  const copy = useCommand('incident.copyEvidence');
  const [folder, setFolder] = useState('');
  const run = async () => {
    const result = await copy.run({ folder: folder.trim() });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `Saved: ${result.value.path}` });
    onClose();
  };
  return (
    <FormSheet
      title="Save a copy of the evidence"
      about="A stick that you then take out is the best place. The file is sealed; what is inside opens with your recovery kit."
      problem={copy.failure?.message ?? null}
      staysWhileBusy
      onClose={onClose}
      onSubmit={run}
      action="Save it there"
      busy={copy.isOut ? 'Saving' : null}
      offReason={folder.trim() === '' ? 'Choose a folder first.' : null}
    >
      <Field
        label="Folder"
        value={folder}
        onChange={(event) => setFolder(event.target.value)}
        mono
        spellCheck={false}
        trailing={<ChooseFolderButton onChosen={setFolder} />}
        help="Its whole path, such as /media/stick"
      />
    </FormSheet>
  );
}
