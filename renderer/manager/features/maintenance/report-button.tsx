import { Download } from 'lucide-react';
import type { MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { Button } from '../../../ui/button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { dayWords } from '../../../ui/moment-words.ts';
import { showToast } from '../../../ui/toasts.ts';
import { bridge } from '../../bridge.ts';
import { saveFile } from '../../save-file.ts';
import { REPORT_FORMATS, REPORT_TYPES, type ReportFormat } from '../security/report-formats.ts';

type ReportButtonProps = { readonly task: MaintenanceTask; readonly madeAt: string; readonly now: number };

/** The report that was kept when a review was done (MNT-15, MNT-18). */
export function ReportButton({ task, madeAt, now }: ReportButtonProps) {
  const save = async (format: ReportFormat) => {
    const kept = await bridge.call('maintenance.report', { id: task.id, format });
    if (!kept.ok) {
      showToast({ status: 'fail', text: kept.failure.message });
      return;
    }
    const { fileName, text } = kept.value;
    saveFile(fileName, REPORT_TYPES[format], text);
    showToast({ status: 'ok', text: `Saved as ${fileName}` });
  };
  return (
    <Menu
      label={`The last report: ${task.title}`}
      choices={REPORT_FORMATS}
      value="markdown"
      onChoose={(format) => void save(format)}
      trigger={(props) => (
        <Button {...props} size="s" variant="quiet" icon={<Download className="size-4" />}>
          Report of {dayWords(Date.parse(madeAt), now)}
        </Button>
      )}
    />
  );
}
