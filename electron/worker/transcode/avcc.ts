/**
 * H.264 parameter sets of an init segment, each behind its 4-byte length as samples have them; null when it has none
 * (ISO/IEC 14496-15, 5.3.3.1).
 */
export function parameterSets(init: Buffer): Buffer | null {
  const at = init.indexOf('avcC', 0, 'latin1');
  if (at < 4) return null;
  const record = init.subarray(at + 4, at - 4 + init.readUInt32BE(at - 4));
  const sets: Buffer[] = [];
  let next = 5;
  for (const mask of [0x1f, 0xff]) {
    const count = (record[next] ?? 0) & mask; // first sequence sets, then picture sets
    next += 1;
    for (let index = 0; index < count; index += 1) {
      if (next + 2 > record.length) return null;
      const size = record.readUInt16BE(next);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(size);
      sets.push(length, record.subarray(next + 2, next + 2 + size));
      next += 2 + size;
    }
  }
  return sets.length === 0 ? null : Buffer.concat(sets);
}
