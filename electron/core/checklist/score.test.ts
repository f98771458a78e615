import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Severity, State } from './check.ts';
import { scoreOf } from './score.ts';

const results = (...given: readonly (readonly [Severity, State])[]) =>
  given.map(([severity, state]) => ({ severity, state }));

test('all that passes is 100, nothing at all is 0', () => {
  assert.equal(scoreOf(results(['critical', 'pass'], ['low', 'pass'])), 100);
  assert.equal(scoreOf([]), 0);
});

test('a failure costs its whole weight, a warning and what did not run half of it', () => {
  // Weights 10, 5, 2, 1.
  const others = [
    ['critical', 'pass'],
    ['high', 'pass'],
    ['low', 'pass'],
  ] as const;
  assert.equal(scoreOf(results(...others, ['medium', 'fail'])), Math.floor((100 * 16) / 18));
  assert.equal(scoreOf(results(...others, ['medium', 'warn'])), Math.floor((100 * 17) / 18));
  assert.equal(scoreOf(results(...others, ['medium', 'unknown'])), Math.floor((100 * 17) / 18));
});

test('while something critical fails no score is above 60, however much else passes', () => {
  const many = Array.from({ length: 50 }, () => ['high', 'pass'] as [Severity, State]);
  assert.equal(scoreOf(results(...many, ['critical', 'fail'])), 60);
  assert.ok(scoreOf(results(...many, ['critical', 'warn'])) > 60);
});
