import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Keycap } from '../../../ui/keycap.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { useTypedValue } from '../../../ui/use-typed-value.ts';

/** The one search field. Typing opens the search page; `/` comes here from anywhere. */
export function SearchField({ className }: { readonly className: string }) {
  const [path, navigate] = useLocation();
  const [params] = useSearchParams();
  const asked = path === '/search' ? (params.get('q') ?? '') : '';
  const input = useRef<HTMLInputElement>(null);
  // One entry in the history for the whole search, not one for each letter.
  const ask = (words: string) =>
    navigate(words === '' ? '/search' : `/search?q=${encodeURIComponent(words)}`, { replace: path === '/search' });
  const [typed, setTyped] = useTypedValue(asked, ask);

  const isBlank = path === '/search' && asked === '';
  // Who comes here to search types next; on a phone that opens the keyboard.
  useEffect(() => {
    if (isBlank) input.current?.focus();
  }, [isBlank]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, dialog') !== null) return;
      event.preventDefault();
      if (input.current?.offsetParent === null) navigate('/search');
      input.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [navigate]);

  return (
    <search
      className={classNames(
        'flex h-10 min-w-0 items-center pointer-coarse:h-11 gap-2.5 rounded-full border border-border bg-sunken pr-1.5 pl-3.5 text-ink-3',
        'has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-focus',
        className,
      )}
    >
      <Search className="size-4 flex-none" />
      <input
        ref={input}
        type="text"
        role="searchbox"
        aria-label="Search"
        placeholder="Search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="h-full w-full min-w-0 bg-transparent text-read text-ink outline-none"
      />
      {typed === '' ? (
        <span aria-hidden="true" className="mr-1.5 max-sm:hidden">
          <Keycap>/</Keycap>
        </span>
      ) : (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => {
            setTyped('');
            input.current?.focus();
          }}
          className="grid size-7 flex-none place-items-center rounded-full hover:bg-hover hover:text-ink pointer-coarse:-mr-1.5 pointer-coarse:size-11"
        >
          <X className="size-4" />
        </button>
      )}
    </search>
  );
}
