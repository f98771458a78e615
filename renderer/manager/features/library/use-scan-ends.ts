import { useEffect, useRef } from 'react';
import { showToast } from '../../../ui/toasts.ts';
import { changesIn, isScanning, type Folder } from './folder-words.ts';
import { askedFor } from './scan-folders.ts';

/**
 * Say how a scan ended: one that changed something, failed, or was asked for here. A short one may be over before it was
 * ever seen running, so ends are told apart by what they left behind.
 */
export function useScanEnds(folders: readonly Folder[]): void {
  const ends = useRef(new Map<string, string>());
  useEffect(() => {
    for (const folder of folders) {
      if (isScanning(folder)) continue;
      const end = JSON.stringify([folder.scan, folder.scannedAt]);
      const before = ends.current.get(folder.id);
      ends.current.set(folder.id, end);
      if (before !== undefined && before !== end) tellEnd(folder);
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
