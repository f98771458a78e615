import type { ReadDb } from './database.ts';

/** Whether anything was committed, by whatever process, for what is kept of databases. */
export type Commits = {
  /**
   * @returns a text that is another one after a commit to any of them. To be asked before what is kept is read: what changes
   *   from then on only makes it newer than it counts as.
   */
  readonly ask: () => string;
  /** What was answered last, without asking again. */
  readonly last: () => string;
};

/** It costs some µs a database, where a row joined from two of them costs tens (`npm run bench`, P9). */
export function watchCommits(read: ReadDb): Commits {
  const databases = read.pragma('database_list') as readonly { readonly name: string }[];
  const versions = databases.map(({ name }) => read.prepare<[], number>(`PRAGMA ${name}.data_version`).pluck());
  let last = '';
  return {
    ask: () => (last = versions.map((version) => version.get()).join()),
    last: () => last,
  };
}
