/** What every command says about itself with --help; the README's reference says the same. */
const COMMON = `  --data-dir D    the data folder (default: this system's place for application data)
  --help          this text
  --version       the version`;

export const USAGE = {
  holdfast: `holdfast <command> [options]

  serve     run the media server
  status    what runs, where, and what needs attention
  open      a link to the owner's window, for a browser on this computer
  call      call one method of the owner's side
  check     look at everything that keeps the house safe
  lock      close the house at once
  unlock    open it again (asks for the owner's password)
  incident  what happened, step by step; take a closing back, recover, reopen in stages; verify evidence
  audit     check the record of who did what
  backup    make, list, verify, restore and drill backups; the recovery kit
  openapi   print the LAN API's OpenAPI 3.1 document

Each command explains itself: holdfast <command> --help

Exit codes: 0 done · 1 failed · 2 wrong usage · 3 Holdfast is not running · 4 the data folder is in use ·
5 the data folder, a database or the key file cannot be used · 6 the port is taken · 7 the house is closed or not set up ·
8 the audit was tampered with · 9 a critical check failed · 10 the keys cannot be reached: the keychain is locked, refuses or is gone, or a passphrase is missing ·
11 a critical check could not look`,

  serve: `holdfast serve [options]

Runs the media server until Ctrl-C. On a fresh data folder it asks for the owner's account here; without a terminal it
prints a one-time link to a page on this computer.

  --host H               listen on this address only (default: every private address of this computer)
  --port P               listen on this port, 0 for any free one (default: 8470)
  --library kind:path    add a folder: film:, show:, music: or photo: and its path, e.g. music:/srv/music; may be repeated
  --backup-dir B         second folder for backups, best on another disk; remembered from then on, and then the house starts
                         without it too, with a warning
  --ffmpeg F             the ffmpeg program to use
  --allow CIDR           let only these networks connect, e.g. 192.168.1.0/24; may be repeated. Counts at every start:
                         it replaces what was chosen in the window since, and says so; bans stay
  --setup-owner NAME     make the owner's account on a fresh data folder
  --setup-user NAME      make a member's account too; it sees nothing until libraries are granted
  --setup-password-fd N  read their passwords from this file descriptor, one a line, the owner's first
  --secrets-passphrase-fd N
                         without a system keychain, keep the keys in a file under the passphrase on this file descriptor;
                         given again at every start (at a terminal it is asked for). On the same descriptor as the
                         passwords it is the line after them
  --new-keys             the keychain that held the keys is gone for good: make new ones, everyone signs in anew
${COMMON}`,

  status: `holdfast status [--json] [options]

  --json          print the whole status as JSON
${COMMON}

Ends with 0 when the house is open, 3 when Holdfast is not running, 7 when the house is closed or not set up.`,

  open: `holdfast open [options]

Prints a link that opens the owner's window in a browser on this computer, and how to reach it from another one. The link
works once, within 10 minutes. The browser that used it stays in for at most a day, and is out after two hours without a
question from its window, or when Holdfast ends.

${COMMON}`,

  call: `holdfast call <method> [json] [options]
holdfast call --list

  --list          every method with what it takes
${COMMON}`,

  check: `holdfast check [--json] [options]

Looks at the running house from outside, as a stranger or a neighbour would: real requests, real files, processes and
databases. Takes less than 20 seconds. What is wrong is said with what could happen and what to do; mend with
holdfast call checklist.fix '{"id":"MED-03"}', and take that back with checklist.undo.

  --json          print everything as JSON: an array \`checks\`, each with its evidence
${COMMON}

Ends with 0 when everything critical is green, 9 when something critical failed, 11 when something critical could not be looked
at, so that nobody knows, 3 when Holdfast is not running, 7 when it is not set up.`,

  lock: `holdfast lock [--reason TEXT] [options]

Cuts every client off and keeps the house closed until it is unlocked. Works also when Holdfast is not running. Within 10 s it
can be taken back with \`holdfast incident mistake\`; then keys are changed.

  --reason TEXT   kept with the incident
${COMMON}

Ends with 0 when the house is closed, 1 when that is not certain (the message says what to do), 5 when there is no Holdfast in
the data folder.`,

  unlock: `holdfast unlock [--owner NAME] [--password-fd N] [--anyway REASON] [options]

Opens the house again in one go after the owner's password, once the keys are changed and a check is green. In stages, with a
new password for the owner: holdfast incident reopen.

  --owner NAME       which owner, where there is more than one
  --password-fd N    read the password from this file descriptor instead of asking
  --anyway REASON    open although a check is red; the reason is kept
${COMMON}`,

  incident: `holdfast incident [state] [--json]
holdfast incident mistake
holdfast incident story [--since day|week|month|everything|DATE] [--json]
holdfast incident exposure [--json]
holdfast incident keep|undo KEY
holdfast incident ban ADDRESS...
holdfast incident propose-backup [--before DATE]
holdfast incident reopen computer|home [--owner NAME] [--password-fd N] [--anyway REASON]
holdfast incident practise
holdfast incident report [--json] [--out FILE]
holdfast incident verify FILE [--identity-fd N] [--json]

What happened when the house was closed, and the way back. All but verify ask the Holdfast that runs.

  state             what was done, what goes on, what failed and is tried again
  mistake           within 10 s of closing: open again, with everybody still signed in
  story             what happened, in words; who was cut off; suspicious addresses; files and settings that are not as
                    they were at the last good backup; a week of it, unless --since says otherwise
  exposure          what data somebody who was inside could read, by account, with a letter for each
  keep, undo        decide about a difference, by the KEY that story shows; undo puts back what the backup has
  ban               ban addresses for a year and take them off the list of who may connect; also while the house is open
  propose-backup    the newest proved backup from before it began, or before the DATE you give; drilled first
  reopen            first on this computer alone, with a new password for the owner, then for the home; each after a check
  practise          close and reopen a copy of the house on this computer; the house itself is not touched
  report            everything of it as a page (Markdown), or as JSON
  verify            whether evidence is what was taken: the whole by its hash, every part inside with the recovery kit's key.
                    FILE is a path, or the name of one in the data folder
  --owner NAME      which owner, where there is more than one
  --password-fd N   read the owner's password, and in the next line the new one, from this file descriptor
  --anyway REASON   open although a check is red; the reason is kept
  --identity-fd N   read the recovery kit's key from this file descriptor
  --out FILE        write the report there
  --json            print as JSON
${COMMON}

Ends with 0 when done, 1 when it could not be or evidence does not match, 3 when Holdfast is not running.`,

  audit: `holdfast audit verify [--json] [options]

Checks every entry of the audit and names the first one that was changed, removed, moved or added. Works also when Holdfast
is not running; the audit key must be on this computer, else only hashes are checked and it ends with 1.

  --json          print what was found as JSON
${COMMON}

Ends with 0 when the audit is whole, 8 when it is not.`,

  backup: `holdfast backup create
holdfast backup list [--json]
holdfast backup verify FILE [--identity-fd N]
holdfast backup restore FILE [--identity-fd N] [--map FROM=TO] [--yes]
holdfast backup drill
holdfast backup kit [--out FILE]
holdfast backup kit --confirm LETTERS

Copies of accounts, settings, library and watch progress, sealed to this computer's key and to the recovery kit's. Your
media files are not in them. FILE is a path, or the name of one in the list. verify and restore work also when Holdfast is
not running, and then on a fresh machine; everything else asks the one that runs.

  create            make a backup now and prove it
  list              every backup, where its copies lie and when each was proved
  verify            open a backup and check every part of it
  restore           show what would change, ask, then replace everything; what does not start is taken back
  drill             restore the newest backup beside the house, sign in there, wipe it
  kit               a new recovery kit: shown or written once; backups from then on open with it
  --identity-fd N   read the recovery kit's key from this file descriptor; by default this computer's own key, and at a
                    terminal the kit's is asked for when that does not fit
  --secrets-passphrase-fd N
                    when Holdfast is not running: the passphrase of the file its keys are in. On the same descriptor as
                    the kit's key it is the last line
  --map FROM=TO     a library, or a folder above it, that has another path here; may be repeated
  --yes             do not ask
  --out FILE        write the kit there, for you alone to read, instead of showing it
  --confirm LETTERS the letters of the group it asked for, to show that the kit was kept
  --json            print the list as JSON
${COMMON}

Ends with 0 when done, 1 when the backup is not fit (the message says why) or the restore was taken back, 2 when the answer
was no, 3 when Holdfast is not running, 4 when another command is using the data folder.`,

  openapi: `holdfast openapi [options]

Prints the OpenAPI 3.1 document of the LAN API. Needs nothing to run.

${COMMON}`,
} as const;

export type CommandName = Exclude<keyof typeof USAGE, 'holdfast'>;
