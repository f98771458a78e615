/**
 * Audit: the append-only record of who did what. A change and its entry share a transaction, so neither exists without
 * the other. Entries are chained by hash and sealed with a key outside the data folder (docs/decisions/0009).
 */
export { segmentStart, type Head } from './chain.ts';
export { listAudit, type AuditFilter, type ListedEntry } from './list.ts';
export { chainOutbox, forgetChained, noteForAudit, type ServerEvent, type ServerNote } from './outbox.ts';
export { AUDIT_RETENTION_MS, pruneAudit, type PruneOutcome } from './prune.ts';
export { CHANGING_METHODS, listRequests, type RequestFilter, type RequestLine } from './request-log.ts';
export { auditHead, isAuditKey, openAudit, startNewSegment } from './segments.ts';
export { auditOf, listAuditChain, record, type AuditEntry } from './store.ts';
export { verifyChain, verifyInSteps, type ChainProblem, type ChainVerdict } from './verify.ts';
