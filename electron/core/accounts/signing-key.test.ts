import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newToken } from '../kernel/index.ts';
import { signingKeyProblem } from './signing-key.ts';

test('SESS-02: a fresh key of 32 random bytes is taken, a thousand times', () => {
  for (let time = 0; time < 1_000; time += 1) assert.equal(signingKeyProblem(newToken()), null);
});

test('SESS-10: a missing, a default, a short and a guessable key are each refused by their name', () => {
  const cases: readonly (readonly [string | null, ReturnType<typeof signingKeyProblem>])[] = [
    [null, 'missing'],
    ['', 'missing'],
    ['   \n', 'missing'],
    ['replace_me', 'default'],
    ['REPLACE-ME', 'default'],
    ['changeme', 'default'],
    ['Change Me!', 'default'],
    ['secret', 'default'],
    ['jwt_secret', 'default'],
    ['holdfast', 'default'],
    ['changeme'.repeat(8), 'default'],
    ['replace_me_'.repeat(6), 'default'],
    ['short', 'too-short'],
    [newToken().slice(0, 42), 'too-short'],
    ['a'.repeat(64), 'not-random'],
    ['0123456789'.repeat(7), 'not-random'],
  ];
  for (const [key, problem] of cases) assert.equal(signingKeyProblem(key), problem, String(key));
});
