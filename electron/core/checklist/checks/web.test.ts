import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyProblem } from './web.ts';

test('HTTP-05: a content policy that lets code in from elsewhere, inline or by a plug-in is too weak', () => {
  const own = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";
  const cases: readonly [string, RegExp | null][] = [
    [own, null],
    ["default-src 'none'; sandbox; frame-ancestors 'self'", null],
    ['', /no default/],
    ["object-src 'none'; base-uri 'none'", /no default/],
    [own.replace("'self'", '*'), /anywhere/],
    [`${own}; script-src 'self' https:`, /anywhere/],
    [`${own}; script-src 'self' 'unsafe-inline'`, /inline/],
    [`${own}; script-src 'unsafe-eval'`, /inline/],
    [own.replace("object-src 'none'; ", ''), /plug-ins/],
    [own.replace("base-uri 'none'; ", ''), /base/],
    [own.replace("; frame-ancestors 'self'", ''), /frame/],
  ];
  for (const [policy, problem] of cases)
    if (problem === null) assert.equal(policyProblem(policy), null, policy);
    else assert.match(policyProblem(policy) ?? '', problem, policy);
});
