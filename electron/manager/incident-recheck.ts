import { existsSync } from 'node:fs';
import { signingKeyProblem } from '../core/accounts/index.ts';
import type { LookedAt } from '../../shared/contract/incident.ts';
import type { ChainVerdict } from '../core/audit/index.ts';
import { databasesOf } from '../core/backups/index.ts';
import { SecretsUnavailable, type Instance, type SecretStore } from '../core/kernel/index.ts';
import { healthProblem } from './serve-beside.ts';
import type { Vault } from './vault-thread.ts';

/** Looks again before a house that was closed opens further. A problem anywhere means that it may not. */
export type Recheck = () => Promise<readonly LookedAt[]>;

/**
 * What is looked at: the databases are sound, the record is whole, the signing key is fit; and once the server runs, that it
 * answers at its own address and passes every critical check.
 */
export function ownRecheck(deps: {
  readonly instance: Instance;
  readonly secrets: SecretStore;
  readonly vault: Vault;
  readonly verifyAudit: () => Promise<ChainVerdict>;
  /** Where it serves now; none while it is closed. */
  readonly addresses: () => readonly string[];
  /** What the checklist's critical checks find on the house as it runs, a sentence each. */
  readonly criticalProblems: () => Promise<readonly string[]>;
}): Recheck {
  const { instance, secrets, vault } = deps;
  const databases = async () => {
    const files = Object.values(databasesOf(instance.files)).filter((path) => existsSync(path));
    const checked = await vault.run('quick-check', { files });
    return checked.ok ? [...checked.value] : [checked.failure.message];
  };
  const audit = async () =>
    (await deps.verifyAudit()).broken === null
      ? []
      : ['The record of who did what was tampered with. See: holdfast audit verify'];
  const signingKey = async () => {
    try {
      const problem = signingKeyProblem(await secrets.get('signing-key'));
      return problem === null
        ? []
        : [`The signing key is not fit to use (${problem}). Restart Holdfast, which makes a new one.`];
    } catch (error) {
      if (error instanceof SecretsUnavailable) return [`The keys cannot be reached. ${error.message}`];
      throw error;
    }
  };
  const health = async () => {
    const problems = await Promise.all(
      deps.addresses().map(async (url) => {
        const problem = await healthProblem(url);
        return problem === null ? [] : [`${url}: ${problem}`];
      }),
    );
    return problems.flat();
  };
  return async () => {
    const looked = async (what: string, look: () => Promise<readonly string[]>): Promise<LookedAt> => ({
      what,
      problems: [...(await look())],
    });
    return Promise.all([
      looked('The databases are sound', databases),
      looked('The record of who did what is whole', audit),
      looked('The signing key is fit to use', signingKey),
      // While nothing is served there is nothing to look at from outside.
      ...(deps.addresses().length === 0
        ? []
        : [
            looked('The server answers at its own address', health),
            looked('Every critical check of the checklist is green', deps.criticalProblems),
          ]),
    ]);
  };
}
