type MarkedTitleProps = { readonly title: string; readonly words: string };

/** The title with what was searched for in the accent's colour; unmarked where it matched some other way. */
export function MarkedTitle({ title, words }: MarkedTitleProps) {
  const at = title.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return title;
  return (
    <>
      {title.slice(0, at)}
      <mark className="bg-transparent font-semibold text-accent-text">{title.slice(at, at + words.length)}</mark>
      {title.slice(at + words.length)}
    </>
  );
}
