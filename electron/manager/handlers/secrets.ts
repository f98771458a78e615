import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { SecretsUnavailable, type SecretsState } from '../../core/kernel/index.ts';
import type { ManagerCore } from '../core.ts';
import { rotateSecret } from '../rotations.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `secrets.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'clock' | 'log' | 'secrets' | 'rotations' | 'secretsAnswered'>;

const DAY_MS = 86_400_000;

export function secretHandlers(core: Core): Methods {
  const { clock, secrets, rotations } = core;
  /** A store that cannot answer is no bug: what it says is for the owner, here and in status. */
  const answered = async <T>(ask: () => Promise<T>): Promise<Result<T, SecretsState>> => {
    try {
      const value = await ask();
      core.secretsAnswered(null);
      return ok(value);
    } catch (error) {
      if (!(error instanceof SecretsUnavailable)) throw error;
      core.log.warn('secrets.unavailable', { state: error.state, error });
      core.secretsAnswered(error.message);
      return fail(error.state, error.message);
    }
  };
  return {
    'secrets.list': () =>
      answered(async () => ({
        backend: secrets.backend,
        secrets: (await secrets.list()).map(({ name, version, createdAt }) => ({
          name,
          version,
          createdAt: createdAt === null ? null : new Date(createdAt).toISOString(),
          ageDays: createdAt === null ? null : Math.floor((clock.now() - createdAt) / DAY_MS),
          effectOfRotating: rotations[name]?.effect ?? null,
        })),
      })),
    'secrets.rotate': async ({ name }, actor) => {
      const rotation = rotations[name];
      if (!rotation)
        return fail(
          'not-rotatable',
          `This version cannot put a new ${name} in place of the old one. Nothing was changed.`,
        );
      return answered(async () => ({ version: await rotateSecret(core, name, rotation, actor) }));
    },
  };
}
