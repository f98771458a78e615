import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { prepared, preparedValue } from './index.ts';
import { openDatabases, type Databases } from './testing/databases.ts';

const NAME = 'SELECT server_name AS name FROM manager.house';

let houses: [Databases, Databases];
beforeEach(() => (houses = [openDatabases(), openDatabases()]));
afterEach(() => houses.forEach((house) => house.close()));

test('a statement is compiled once a connection, and gives rows or values as it was asked for', () => {
  const [house, other] = houses;
  assert.equal(prepared(house.read, NAME), prepared(house.read, NAME));
  assert.notEqual(prepared(house.read, NAME), prepared(other.read, NAME));
  assert.equal(preparedValue(house.read, NAME).get(), 'Test House');
  assert.deepEqual(prepared(house.read, NAME).get(), { name: 'Test House' });
  other.manager.prepare("UPDATE house SET server_name = 'Other'").run();
  assert.deepEqual([preparedValue(house.read, NAME).get(), preparedValue(other.read, NAME).get()], ['Test House', 'Other']);
}); // prettier-ignore

test('a statement holds through a change of the schema by another connection', () => {
  const [{ read, library }] = houses;
  const columns = "SELECT count(*) FROM pragma_table_info('folder')";
  const rows = 'SELECT * FROM folder';
  const before = preparedValue<[], number>(read, columns).get()!;
  prepared(read, rows).all();
  library.exec("ALTER TABLE folder ADD COLUMN note TEXT; INSERT INTO folder (library_id, available) VALUES ('a', 1)");
  assert.equal(preparedValue<[], number>(read, columns).get(), before + 1);
  assert.equal((prepared(read, rows).get() as { note: null }).note, null);
});
