import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkPassword,
  estimateStrength,
  normalisePassword,
  type PasswordReasonCode,
  type PasswordRole,
} from './password-policy.ts';

function reasons(
  password: string,
  { role = 'member' as PasswordRole, accountName = 'Petra', known = [] as readonly string[] } = {},
): PasswordReasonCode[] {
  const verdict = checkPassword(password, { role, accountName, isKnown: (candidate) => known.includes(candidate) });
  return verdict.ok ? [] : verdict.reasons.map(({ code }) => code);
}

test('AUTH-03: 11 characters are refused, 12 are taken', () => {
  for (const role of ['member', 'child', 'guest'] as const) {
    assert.deepEqual(reasons('Qk7!vRz2#mW', { role }), ['too-short']);
    assert.deepEqual(reasons('Qk7!vRz2#mWx', { role }), []);
  }
});

test('AUTH-04: 15 characters are refused for an owner, 16 are taken', () => {
  assert.deepEqual(reasons('Qk7!vRz2#mWxPd9', { role: 'owner' }), ['too-short']);
  assert.deepEqual(reasons('Qk7!vRz2#mWxPd9u', { role: 'owner' }), []);
});

test('AUTH-05: four classes are needed below 20 characters, none from 20 on', () => {
  const missing = ['qk7!vrz2#mwx', 'QK7!VRZ2#MWX', 'Qkp!vRzt#mWx', 'Qk7avRz2bmWx', 'correct horse batte'];
  for (const password of missing) assert.deepEqual(reasons(password), ['not-varied'], password);
  assert.deepEqual(reasons('correct horse batter'), []);
  assert.deepEqual(reasons('correct horse battery staple x', { role: 'owner' }), []);
});

test('AUTH-05: a long row or repetition is no passphrase', () => {
  const rows = [
    'a'.repeat(40),
    'abcdefghijklmnopqrstuvwxyz',
    '12345678901234567890',
    'Aa1!'.repeat(6),
    'zyxwvutsrqponmlkjihgf',
  ];
  for (const password of rows) assert.deepEqual(reasons(password), ['not-varied'], password);
});

test('AUTH-05: 128 characters and 1,024 are taken whole, 1,025 are refused and none is cut', () => {
  const long = (length: number) => 'Wq7 ünd grün & '.repeat(100).slice(0, length);
  for (const length of [100, 128, 129, 1024]) {
    const verdict = checkPassword(long(length), { role: 'owner', accountName: 'Petra', isKnown: () => false });
    assert.equal(verdict.ok && verdict.value, long(length));
  }
  assert.deepEqual(reasons(long(1025)), ['too-long']);
  assert.deepEqual(reasons('x'.repeat(1_000_000)), ['too-long']);
});

test('AUTH-05: spaces, accents, other scripts and emoji are characters like any, counted as one each', () => {
  assert.deepEqual(reasons('Ärger 7 Übel'), []);
  assert.deepEqual(reasons('пароль с лошадью и скрепкой'), []);
  assert.deepEqual(reasons('Qk7!vRz2#m🐢'), ['too-short']);
  assert.deepEqual(reasons('Qk7!vRz2#mW🐢'), []);
  const decomposed = 'Qk7!vRz2#me\u0301';
  assert.deepEqual(reasons(decomposed), ['too-short'], 'counted after NFC: 11');
});

test('AUTH-05: one password typed in two ways is one password, two passwords stay two (RFC 8265)', () => {
  assert.equal(normalisePassword('Cafe\u0301\u00a0noir\u3000x'), 'Café noir x');
  assert.equal(normalisePassword(' lead and trail '), ' lead and trail ');
  assert.notEqual(normalisePassword('x²'), normalisePassword('x2'));
  assert.notEqual(normalisePassword('Abc'), normalisePassword('abc'));
  const once = normalisePassword('A\u030a\u2003ﬁ');
  assert.equal(normalisePassword(once), once);
});

test('AUTH-06: a known password is refused, as normalised', () => {
  assert.deepEqual(reasons('Cafe\u0301 au lait 7', { known: ['Café au lait 7'] }), ['common']);
});

test('AUTH-06: the account name and "holdfast" are refused, also in disguise', () => {
  for (const password of ['xx-PETRA-8831-xx', 'Gr8-P3tr@-fan-Q', 'Ppe-tra.7Wq!zz', 'Pétra-und-Co-77']) {
    assert.deepEqual(reasons(password), ['contains-name'], password);
  }
  for (const password of ['My-Holdfast-881', 'H0ldf4st&Wq81zz', 'HOLD-FAST&wq81zz', 'h01df@$t-Wq81zz']) {
    assert.deepEqual(reasons(password, { accountName: 'Jo' }), ['contains-name'], password);
  }
  assert.deepEqual(reasons('Qk7!Jo-vRz2#mW', { accountName: 'Jo' }), [], 'two letters are too few to tell');
  assert.deepEqual(reasons('Qk7!vRz2#mWx', { accountName: '' }), []);
  assert.deepEqual(reasons('Qk7!vRz2#mWx', { accountName: '---' }), []);
});

test('AUTH-05: control characters, line ends and half characters are refused', () => {
  for (const sign of ['\0', '\n', '\t', '\u007f', '\u0085', '\u2028', '\ud800']) {
    assert.deepEqual(reasons(`Qk7!vRz2${sign}mWxq`), ['control-characters'], JSON.stringify(sign));
  }
});

test('AUTH-05: every reason is told at once, each with a sentence', () => {
  const verdict = checkPassword('petra\n', { role: 'owner', accountName: 'Petra', isKnown: () => true });
  assert.ok(!verdict.ok);
  assert.deepEqual(
    verdict.reasons.map(({ code }) => code),
    ['too-short', 'control-characters', 'not-varied', 'common', 'contains-name'],
  );
  for (const { message } of verdict.reasons) assert.match(message, /^[A-Z].*\.$/);
});

test('AUTH-05: the meter rises from what falls at once to what is out of reach', () => {
  const meter: [string, number, number][] = [
    ['', 0, 0],
    ['petra', 0, 0],
    ['12345678901234567890', 0, 1],
    ['aaaaaaaaaaaaaaaaaaaa', 0, 1],
    ['Password123456!', 0, 1],
    ['P@ssw0rd!', 0, 0],
    ['passwordpasswordpassword', 0, 0],
    ['Summer2024!', 0, 1],
    ['tango7tango7tango7', 1, 2],
    ['butterfly garden', 1, 2],
    ['Qk7!vRz2#mWx', 4, 4],
    ['correct horse battery staple x', 3, 4],
    ['xK4mWr-p7Htqa-9BvCeN-Rj3sYd', 4, 4],
  ];
  for (const [password, least, most] of meter) {
    const strength = estimateStrength(password);
    assert.ok(strength >= least && strength <= most, `${password}: ${strength}`);
  }
  assert.equal(
    estimateStrength('Qk7!vRz2#mWx', () => true),
    0,
  );
});
