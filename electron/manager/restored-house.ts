import { ItemKind } from '../../shared/lan/schemas.ts';
import { ok, type Result } from '../../shared/result.ts';
import { countOrphans, type BackupProblem } from '../core/backups/index.ts';
import { generationFiles } from '../core/kernel/index.ts';

const ANSWER_DEADLINE_MS = 10_000;
/** The most the server gives at once. */
const PAGE_LENGTH = 200;

export type CountInput = {
  /** Of the server that serves the generation. */
  readonly url: string;
  /** Of somebody who may see everything. */
  readonly accessToken: string;
  /** The generation's; read for what no server shows. */
  readonly folder: string;
};

export type Shown = {
  readonly libraries: number;
  /** Of every kind, seasons and tracks too. */
  readonly items: number;
  /** Rows of libraries that were taken out of the house: in the database, and shown to nobody. */
  readonly orphans: number;
};

/** What a house shows to somebody who may see everything; `problem` is a sentence when it did not answer. */
export type Counted = { readonly problem: string } | { readonly problem: null; readonly shown: Shown };

/**
 * Count what a server answers, by paging to the end of every kind: a list's own total stops at 500 (ARCHITECTURE 7). A
 * hundred thousand titles are 500 pages, which is why this runs in the vault thread.
 */
export async function countShown(input: CountInput): Promise<Result<Counted, BackupProblem>> {
  const ask = <T>(path: string) => askHouse<T>(input, path);
  try {
    const { libraries } = await ask<{ libraries: unknown[] }>('libraries');
    let items = 0;
    for (const { const: kind } of ItemKind.anyOf) {
      const seen = new Set<string>();
      let cursor: string | null = null;
      do {
        const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: Page = await ask<Page>(`items?kind=${kind}&limit=${PAGE_LENGTH}${after}`);
        const before = seen.size;
        for (const { id } of page.items) seen.add(id);
        if (page.nextCursor !== null && seen.size === before)
          throw new NotShown(`The restored house shows the same page of its list (${kind}) again and again.`);
        cursor = page.nextCursor;
      } while (cursor !== null);
      items += seen.size;
    }
    const orphans = countOrphans(generationFiles(input.folder));
    return ok({ problem: null, shown: { libraries: libraries.length, items, orphans } });
  } catch (error) {
    if (error instanceof NotShown) return ok({ problem: error.message });
    throw error;
  }
}

async function askHouse<T>({ url, accessToken }: CountInput, path: string): Promise<T> {
  const request = {
    headers: { authorization: `Bearer ${accessToken}` },
    signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
  };
  let status: number;
  try {
    const response = await fetch(`${url}/api/v1/${path}`, request);
    if (response.ok) return (await response.json()) as T;
    status = response.status;
  } catch (error) {
    throw new NotShown(`The restored server did not answer (${(error as Error).name}).`, { cause: error });
  }
  throw new NotShown(`The restored house did not show what it holds (${status}).`);
}

type Page = { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null };

/** Carries what the server did not show, as a sentence. */
class NotShown extends Error {}
