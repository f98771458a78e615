import type { FfmpegAbility } from '../../shared/contract/system.ts';
import type { SecretStore } from '../core/kernel/index.ts';
import type { MediaTools } from './ffmpeg.ts';

/** What is not as safe or whole as it could be, one sentence each; the checklist will observe these from outside. */
export function currentWarnings(facts: {
  readonly secrets: SecretStore['backend'];
  /** What the secret store needs, since it last could not answer. */
  readonly secretsProblem: string | null;
  readonly tools: MediaTools;
  /** What the worker found out about ffmpeg; null while it has not said. */
  readonly ffmpeg: { readonly ability: FfmpegAbility | null } | null;
  readonly isServing: boolean;
}): string[] {
  const warnings: string[] = [];
  if (process.getuid?.() === 0)
    warnings.push('Holdfast runs as root. Run it as an ordinary user, so that a fault can do less.');
  if (facts.secrets === 'key-file')
    warnings.push(
      'Keys lie in a file only this user can read, because there is no keychain. Someone who copies your home folder has them. Keep them under a passphrase with --secrets-passphrase-fd.',
    );
  if (facts.secretsProblem !== null) warnings.push(facts.secretsProblem);
  if (facts.isServing)
    warnings.push('Passwords cross your LAN unencrypted: HTTPS does not exist in this version. Use this at home only.');
  if (facts.tools.ffmpeg === null)
    warnings.push(
      'There is no ffmpeg, so films have no pictures and are played only on devices that take them as they are. Install it, or name it with --ffmpeg.',
    );
  else if (facts.ffmpeg !== null && facts.ffmpeg.ability === null)
    warnings.push(
      'The ffmpeg that was found does not run, so films are played only on devices that take them as they are. Install another, or name it with --ffmpeg.',
    );
  const problem = facts.ffmpeg?.ability?.problem ?? null;
  if (problem !== null) warnings.push(problem);
  if (facts.tools.ffprobe === null)
    warnings.push('There is no ffprobe, so files other than mp4, mkv and webm cannot be read. Install ffmpeg.');
  return warnings;
}
