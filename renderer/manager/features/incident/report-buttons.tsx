import { FileText } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { saveFile } from '../../save-file.ts';
import { useCommand } from '../../use-command.ts';

const KINDS = [
  { value: 'markdown', label: 'To read and send (Markdown)' },
  { value: 'json', label: 'For a program (JSON)' },
] as const;

/** Save the report of the last incident, as it stands now. */
export function ReportButtons() {
  const report = useCommand('incident.report');
  const save = async (kind: (typeof KINDS)[number]['value']) => {
    const result = await report.run({});
    if (!result.ok) return showToast({ status: 'fail', text: result.failure.message });
    if (kind === 'markdown') saveFile('holdfast-incident.md', 'text/markdown', result.value.markdown);
    else saveFile('holdfast-incident.json', 'application/json', result.value.json);
    showToast({ status: 'ok', text: 'The report is saved' });
  };
  return (
    <Menu
      label="Save the report"
      choices={KINDS}
      value="markdown"
      onChoose={(kind) => void save(kind)}
      trigger={(props) => (
        <Button {...props} icon={<FileText className="size-4" />} busy={report.isOut ? 'Writing' : null}>
          Save the report
        </Button>
      )}
    />
  );
}
