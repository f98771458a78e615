import { createHash, randomInt } from 'node:crypto';
import { newIdentity } from './age-file.ts';

/** The 58 letters after `AGE-SECRET-KEY-1`, in groups a person can compare and type. */
const PREFIX = 'AGE-SECRET-KEY-1';
const GROUP_LETTERS = 6;

export type Kit = {
  /** Shown once, kept nowhere. */
  readonly identity: string;
  /** What is kept: future backups are sealed to it. */
  readonly recipient: string;
  /** To print. */
  readonly text: string;
  /** Which group to ask for, 1-based, to see that it was kept, and the hash of that group. */
  readonly group: number;
  readonly groupHash: string;
};

/**
 * A new recovery kit (SEC-08): what opens backups without this computer and without Holdfast. Of the key only the hash of
 * one group of six letters stays here; what an attacker could learn from it leaves 226 of its 256 bits.
 */
export async function issueKit(about: { readonly serverName: string; readonly now: number }): Promise<Kit> {
  const { identity, recipient } = await newIdentity();
  const groups = groupsOf(identity);
  const group = 1 + randomInt(groups.length);
  return {
    identity,
    recipient,
    group,
    groupHash: kitGroup(groups[group - 1]!),
    text: kitText(identity, groups, about),
  };
}

/** What is kept of a group; how it was typed does not matter. */
export const kitGroup = (typed: string): string =>
  createHash('sha256').update(`holdfast kit ${typed.trim().toUpperCase()}`).digest('hex');

function groupsOf(identity: string): string[] {
  return identity.slice(PREFIX.length).match(new RegExp(`.{1,${GROUP_LETTERS}}`, 'g')) ?? [];
}

function kitText(identity: string, groups: readonly string[], about: { serverName: string; now: number }): string {
  const day = new Date(about.now).toISOString().slice(0, 10);
  return `HOLDFAST RECOVERY KIT
for "${about.serverName}", issued ${day}

This key opens the backups made from that day on, on any computer. Whoever has it can read them: keep this page where you
keep your passport, and not on the computer it is for.

${identity}

In groups, to compare:
${groups.map((group, at) => `  ${String(at + 1).padStart(2)}  ${group}`).join('\n')}

With Holdfast, on a new computer:
  npx holdfast backup restore FILE.age
and type the key when it asks.

Without Holdfast, with the programs age (age-encryption.org) and tar:
  save the line that begins with ${PREFIX} as kit.txt, then
  age -d -i kit.txt FILE.age | tar -x
The three files that end with .db are SQLite databases.

A new kit does not open the backups made before it: keep the old one as long as you keep those.
`;
}
