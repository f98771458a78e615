import { useMemo } from 'react';
import { useAsked } from '../../asked.ts';

const NOBODY: ReadonlyMap<string, string> = new Map();

/** Names of accounts by id; empty until they are known. */
export function useAccountNames(): ReadonlyMap<string, string> {
  const asked = useAsked('accounts.list', {}, ['people']);
  const accounts = asked.kind === 'value' ? asked.value.accounts : null;
  return useMemo(() => (accounts === null ? NOBODY : new Map(accounts.map(({ id, name }) => [id, name]))), [accounts]);
}
