const CATEGORIES = [
  'bg-cat-a text-cat-a-fg',
  'bg-cat-b text-cat-b-fg',
  'bg-cat-c text-cat-c-fg',
  'bg-cat-d text-cat-d-fg',
  'bg-cat-e text-cat-e-fg',
  'bg-cat-f text-cat-f-fg',
] as const;

/** The calm colour pair of a name; the same name always has the same one. */
export function categoryOf(name: string): string {
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 65_521;
  return CATEGORIES[sum % CATEGORIES.length] ?? CATEGORIES[0];
}
