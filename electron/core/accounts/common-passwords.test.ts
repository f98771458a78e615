import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePassword } from '../../../shared/generate-password.ts';
import { checkPassword } from '../../../shared/password-policy.ts';
import { commonPasswordCount, isCommonPassword } from './common-passwords.ts';

test('AUTH-06: the list holds 10,000 passwords or more', () => {
  assert.ok(commonPasswordCount() >= 10_000, String(commonPasswordCount()));
});

test('AUTH-06: a listed password is caught in any case and with the usual decoration', () => {
  const caught = [
    'password',
    'PASSWORD',
    'Password123456!',
    'P@ssw0rd!',
    'p4$$w0rd2024',
    'Passw0rd1234567890!',
    '!!!Monkey!!!',
    '2024-Dragon-2025',
    'Qwertyuiop[]12',
    '1234567890!!',
    'passwordpasswordpassword',
    'Password1Password1',
    '12341234123412341234',
    'h3ll0!!2024',
    'Butterfly #2 2024!',
    'password\u00a01234',
  ];
  for (const password of caught) assert.equal(isCommonPassword(password), true, password);
});

test('AUTH-06: a password that only contains a common word is not caught', () => {
  const free = [
    'correct horse battery staple x',
    'Monkey-48291-dancing',
    'Qk7!vRz2#mWxPd9u',
    'monkey4829104857#@61',
    '48201938475610293847',
    'abc-7Q!mzz',
    '',
    '🐢🐢🐢',
    'x'.repeat(100_000) + '1',
  ];
  for (const password of free) assert.equal(isCommonPassword(password), false, password.slice(0, 40));
});

test('AUTH-06, AUTH-08: "Password123456!" is refused by the policy, a generated password is not on the list', () => {
  const verdict = checkPassword('Password123456!', { role: 'member', accountName: 'Jo', isKnown: isCommonPassword });
  assert.deepEqual(!verdict.ok && verdict.reasons.map(({ code }) => code), ['common']);
  for (let i = 0; i < 500; i += 1) assert.equal(isCommonPassword(generatePassword()), false);
});
