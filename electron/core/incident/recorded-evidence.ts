import { existsSync } from 'node:fs';
import { auditOf } from '../audit/index.ts';
import { openReadOnly } from '../kernel/index.ts';

/** The SHA-256 the record of a house names for an evidence file; null when it names none, or there is no such house. */
export function recordedEvidence(managerDb: string, file: string): string | null {
  if (!existsSync(managerDb)) return null;
  const db = openReadOnly(managerDb);
  try {
    const entries = auditOf(db, ['incident.evidence-kept'], 0).map(
      ({ detail }) => JSON.parse(detail) as { file: string; sha256: string },
    );
    // Taken again after a crash, it has the same name; the last one stays.
    return entries.findLast((entry) => entry.file === file)?.sha256 ?? null;
  } finally {
    db.close();
  }
}
