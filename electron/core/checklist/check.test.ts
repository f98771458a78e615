import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleOf } from './check.ts';
import { CHECKS } from './checks.ts';

test('a red check is named by what is wrong, a green one by what holds, and one that did not run by neither', () => {
  const both = { title: 'The door is shut', wrong: { warn: 'The door is ajar', fail: 'The door is open' } };
  const one = { title: 'The door is shut', wrong: 'The door is not shut' };
  assert.deepEqual(
    (['pass', 'warn', 'fail', 'unknown'] as const).map((state) => titleOf(both, state)),
    ['The door is shut', 'The door is ajar', 'The door is open', 'Not known: The door is shut'],
  );
  assert.deepEqual([titleOf(one, 'warn'), titleOf(one, 'fail')], ['The door is not shut', 'The door is not shut']);
});

test('no two checks share a name, and none is named the same red as green', () => {
  const names = CHECKS.flatMap((check) => {
    const red = new Set([titleOf(check, 'warn'), titleOf(check, 'fail')]);
    return [titleOf(check, 'pass'), ...red];
  });
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  );
  for (const name of names) assert.match(name, /^\p{Lu}[^.]{14,}[^.\s]$/u, name);
});
