// Files write "no language" in several ways (ISO 639-2: und, zxx, mis, mul).
const NO_LANGUAGE = new Set(['', 'und', 'unk', 'zxx', 'mis', 'null']);

/**
 * A file's language code in the form we keep: two letters where ISO 639-1 has them ("fre", "fra" and "FR" give "fr"),
 * a region kept ("pt-BR"), others as found. Null when the file does not say or says nothing usable.
 *
 * The bibliographic and terminological codes are known to the platform's own list (UTS 35, languageAlias).
 */
export function normaliseLanguage(found: string): string | null {
  const code = found.replace(/\0+$/, '').trim().replaceAll('_', '-');
  if (NO_LANGUAGE.has(code.toLowerCase())) return null;
  if (!/^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}$/i.test(code)) return null;
  try {
    return Intl.getCanonicalLocales(code)[0] ?? code;
  } catch {
    // Not a well-formed tag (four letters, doubled parts): kept as found.
    return code;
  }
}

// QuickTime File Format, "Language code values": below 0x400 the field is a Macintosh language number.
const MACINTOSH =
  'en fr de it nl sv es da pt no he ja ar fi el is mt tr hr zh ur hi th ko lt pl hu et lv se fo fa ru zh'.split(' ');

/**
 * The language of `mdhd` (ISO/IEC 14496-12, 8.4.2): three letters of 5 bits, or a Macintosh number in old files.
 */
export function languageOfMdhd(field: number): string | null {
  if (field < 0x400) return MACINTOSH[field] ?? null;
  const letters = [10, 5, 0].map((shift) => String.fromCharCode(((field >> shift) & 0x1f) + 0x60)).join('');
  return /^[a-z]{3}$/.test(letters) ? normaliseLanguage(letters) : null;
}
