import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createTelling } from './telling.ts';

const MINUTE_MS = 60_000;

function telling(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const said: string[] = [];
  let now = 0;
  const made = createTelling({ show: (title, body) => said.push(`${title}: ${body}`), now: () => now });
  const pass = (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  return { ...made, said, pass };
}
const check = (id: string, title: string) => ({ id, title });

test('a second check that turns red is told, also minutes after the first; those of one moment are told together', (t) => {
  const { turnedRed, said, pass } = telling(t);
  turnedRed([check('NET-02', 'Everybody may connect')]);
  pass(1_000);
  turnedRed([check('DB-09', 'The newest backup is damaged')]);
  assert.deepEqual(said, [], 'they are gathered first');
  pass(5_000);
  assert.equal(said.length, 1);
  assert.match(said[0]!, /^Something is no longer safe: Everybody may connect, and 1 more\./);
  pass(MINUTE_MS);
  turnedRed([check('LOG-03', 'The audit was cut short')]);
  pass(5_000);
  assert.match(said[1]!, /The audit was cut short\./);
  turnedRed([]);
  pass(5_000);
  assert.equal(said.length, 2);
});

test('the same is not said twice within an hour, unless it was well between', (t) => {
  const { tell, recovered, said, pass } = telling(t);
  const down = { key: 'server-down', title: 'Nothing is being served', body: '' };
  tell(down);
  pass(MINUTE_MS);
  tell(down);
  assert.equal(said.length, 1);
  recovered('server-down');
  tell(down);
  assert.equal(said.length, 2);
  pass(61 * MINUTE_MS);
  tell(down);
  assert.equal(said.length, 3);
});

test('what is gathered when the app ends is not said to nobody', (t) => {
  const { turnedRed, end, said, pass } = telling(t);
  turnedRed([check('NET-02', 'Everybody may connect')]);
  end();
  pass(5_000);
  assert.deepEqual(said, []);
});
