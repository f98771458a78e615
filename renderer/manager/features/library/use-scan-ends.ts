import { useEffect, useRef } from 'react';
import { showToast } from '../../../ui/toasts.ts';
import { changesIn, isScanning, type Folder } from './folder-words.ts';
import { askedFor } from './scan-folders.ts';

/** Say how a scan ended: one that changed something, failed, or was asked for here. */
export function useScanEnds(folders: readonly Folder[]): void {
  const running = useRef(new Set<string>());
  useEffect(() => {
    for (const folder of folders) {
      const wasRunning = running.current.has(folder.id);
      if (isScanning(folder)) running.current.add(folder.id);
      else if (wasRunning) {
        running.current.delete(folder.id);
        tellEnd(folder);
      }
    }
  }, [folders]);
}

function tellEnd({ id, name, scan }: Folder): void {
  const wasAskedFor = askedFor.delete(id);
  if (scan === null) return;
  const changes = changesIn({ ...scan, unreadable: 0, skippedLinks: 0 });
  switch (scan.state) {
    case 'running':
      return;
    case 'done':
      if (changes !== null) showToast({ status: 'ok', text: `${name} was scanned: ${changes}.` });
      else if (wasAskedFor) showToast({ status: 'ok', text: `${name} was scanned: nothing has changed.` });
      return;
    case 'cancelled':
      return showToast({ status: 'ok', text: `The scan of ${name} was stopped. What it found stays.` });
    case 'away':
    case 'failed':
      return showToast({ status: 'fail', text: `${name}: ${scan.message ?? 'the scan did not come to its end.'}` });
  }
}
