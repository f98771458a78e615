import type { Statement } from 'better-sqlite3';
import type { ReadDb } from './database.ts';

type Statements = Map<string, Statement>;

const ofRows = new WeakMap<ReadDb, Statements>();
const ofValues = new WeakMap<ReadDb, Statements>();

/**
 * A statement of this connection, compiled when it is first asked for: compiling what lists a card takes longer than
 * reading sixty of them.
 *
 * @param sql what was asked is bound and never written into it, so that there are few; each stays as long as the connection.
 */
export function prepared<Bound extends unknown[], Row>(read: ReadDb, sql: string): Statement<Bound, Row> {
  return statement(ofRows, read, sql, () => read.prepare(sql)) as Statement<Bound, Row>;
}

/** The same, of a single column, whose rows are its values. */
export function preparedValue<Bound extends unknown[], Value>(read: ReadDb, sql: string): Statement<Bound, Value> {
  return statement(ofValues, read, sql, () => read.prepare(sql).pluck()) as Statement<Bound, Value>;
}

function statement(kept: WeakMap<ReadDb, Statements>, read: ReadDb, sql: string, make: () => Statement): Statement {
  let ofConnection = kept.get(read);
  if (!ofConnection) kept.set(read, (ofConnection = new Map()));
  let found = ofConnection.get(sql);
  if (!found) ofConnection.set(sql, (found = make()));
  return found;
}
