import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePassword } from './generate-password.ts';
import { checkPassword, estimateStrength } from './password-policy.ts';

test('AUTH-08: 1,000 generated passwords are unique, hold 20 random characters or more and pass the policy', () => {
  const made = Array.from({ length: 1_000 }, () => generatePassword('Ann'));
  assert.equal(new Set(made).size, made.length);
  for (const password of made) {
    assert.ok(password.replaceAll('-', '').length >= 20);
    const verdict = checkPassword(password, { role: 'owner', accountName: 'Ann', isKnown: () => false });
    assert.ok(verdict.ok, password);
    assert.equal(estimateStrength(password), 4, password);
  }
});

test('AUTH-08: generated passwords hold nothing two people would read differently', () => {
  for (let i = 0; i < 200; i += 1)
    assert.match(generatePassword(), /^(?:[2-9A-HJ-NP-Za-km-np-z]{6}-){3}[2-9A-HJ-NP-Za-km-np-z]{6}$/);
});

test('AUTH-08: every character comes up about equally often', () => {
  const counts = new Map<string, number>();
  let total = 0;
  for (let i = 0; i < 3_000; i += 1) {
    for (const sign of generatePassword().replaceAll('-', '')) {
      counts.set(sign, (counts.get(sign) ?? 0) + 1);
      total += 1;
    }
  }
  const expected = total / counts.size;
  // 72,000 draws of 56: one standard deviation is 2.8 %; a modulo bias would be 25 %, a wrong draw never reaches 15 %.
  for (const [sign, count] of counts) assert.ok(Math.abs(count / expected - 1) < 0.15, `${sign}: ${count}/${expected}`);
});
