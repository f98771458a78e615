import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReport } from './encoder-report.ts';

test('more pictures than ever before are progress; the same again, or none, are not', () => {
  const report = createReport();
  const further = (text: string) => report(text).isFurther;
  assert.equal(further('frame=0\nout_time_us=0\nprogress=continue\n'), false);
  assert.equal(further('frame=3\n'), true);
  assert.equal(further('frame=3\nspeed=0.1x\n'), false);
  assert.equal(further('frame='), false);
  assert.equal(further(' 12\n'), true, 'a line may come in pieces');
  assert.equal(further('out_time_us=N/A\n'), false);
  assert.equal(further('out_time_us=500\n'), true);
});

test('words are kept apart from the report', () => {
  const report = createReport();
  const text = '[h264 @ 0x1] error=5 while decoding\nframe=1\nbitrate= 12.3kbits/s\nfps=0.00\nConversion failed!\n';
  assert.equal(report(text).words, '[h264 @ 0x1] error=5 while decoding\nConversion failed!\n');
  assert.equal(report('x'.repeat(2_000)).words.length, 2_001, 'a line without end is not held for ever');
});
