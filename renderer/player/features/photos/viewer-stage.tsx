import { ChevronLeft, ChevronRight, Heart, Info, Maximize, Minimize, Pause, Play, Unplug } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { classNames } from '../../../ui/class-names.ts';
import { KeysDialog } from '../../../ui/keys-dialog.tsx';
import { setFavorite, useWatchState } from '../../watch-state.ts';
import { longDay } from '../../words/moment.ts';
import { ControlButton } from '../streaming/control-button.tsx';
import { useFullScreen } from '../streaming/use-full-screen.ts';
import { useIdle } from '../streaming/use-idle.ts';
import { PhotoInfo } from './photo-info.tsx';
import { Slide } from './slide.tsx';
import { useSlideshow } from './slideshow.ts';
import { SlideshowMenu } from './slideshow-menu.tsx';
import type { Trail } from './store.ts';
import { useSwipe } from './use-swipe.ts';
import { VIEWER_SHORTCUTS, viewerCommandOf, type ViewerCommand } from './viewer-keys.ts';
import { ViewerHeader } from './viewer-header.tsx';

type ViewerStageProps = {
  readonly photo: ItemCard;
  readonly trail: Trail;
  readonly startsSlideshow: boolean;
  readonly onGo: (photoId: string) => void;
  readonly onLeave: () => void;
};

export function ViewerStage({ photo, trail, startsSlideshow, onGo, onLeave }: ViewerStageProps) {
  const root = useRef<HTMLDivElement>(null);
  const [isRunning, setRunning] = useState(startsSlideshow);
  const [isInfoOpen, setInfoOpen] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isBare, setBare] = useState(false);
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set());
  const isFullScreen = useFullScreen();
  const { favorite } = useWatchState(photo);
  const { isIdle, wake } = useIdle(!(isRunning || isFullScreen) || isInfoOpen || isMenuOpen || isHelpOpen);

  const { photos, hasMore } = trail;
  const at = photos.findIndex(({ id }) => id === photo.id);
  const before = photos[at - 1];
  const after = at === -1 ? undefined : photos[at + 1];
  const go = (to: ItemCard | undefined) => to !== undefined && onGo(to.id);
  /** The slideshow begins again after the last photo. */
  const first = hasMore ? undefined : photos[0];
  const nextId = (after ?? first)?.id;
  const showNext = useCallback(() => nextId !== undefined && onGo(nextId), [nextId, onGo]);
  useSlideshow(isRunning && !isMenuOpen && !isHelpOpen, settled.has(photo.id), photo.id, showNext);

  const isDragging = useSwipe(root, {
    canGo: (step) => (step === 1 ? after : before) !== undefined,
    onStep: (step) => go(step === 1 ? after : before),
    onTap: () => {
      if (isIdle) wake();
      else setBare(!isBare);
    },
  });

  const noteSettled = useCallback((id: string) => setSettled((before) => new Set(before).add(id)), []);
  const run = (command: ViewerCommand) => {
    switch (command) {
      case 'next':
        return go(after);
      case 'previous':
        return go(before);
      case 'first':
        return go(photos[0]);
      case 'last':
        return go(photos.at(-1));
      case 'slideshow':
        return setRunning(!isRunning);
      case 'info':
        return setInfoOpen(!isInfoOpen);
      case 'favorite':
        return void setFavorite(photo, !favorite);
      case 'full-screen':
        return toggleFullScreen(root.current);
      case 'help':
        return setHelpOpen(true);
      case 'close':
        return isInfoOpen ? setInfoOpen(false) : onLeave();
    }
  };
  useKeys(run, isHelpOpen, () => {
    wake();
    setBare(false);
  });

  const isHidden = isIdle || isBare;
  const place = at === -1 ? '' : `${(at + 1).toLocaleString('en')} of ${countWords(trail)}`;
  return (
    <main data-keeps-arrows="" className="fixed inset-0 bg-video-bg text-video-text">
      <div
        ref={root}
        role="presentation"
        onPointerMove={(event) => {
          if (event.pointerType !== 'mouse') return;
          wake();
          setBare(false);
        }}
        onFocus={wake}
        className={classNames('relative size-full overflow-hidden bg-video-bg', isIdle && 'cursor-none')}
      >
        <div
          className={classNames(
            'absolute inset-0 touch-pinch-zoom overflow-hidden',
            isInfoOpen && 'max-sm:bottom-[52dvh] sm:right-85',
          )}
        >
          {[before, photo, after].map((one, index) =>
            one === undefined ? null : (
              <Slide
                key={one.id}
                photo={one}
                offset={([-1, 0, 1] as const)[index] ?? 0}
                isFading={isRunning}
                isDragging={isDragging}
                onSettled={noteSettled}
              />
            ),
          )}
        </div>
        <div
          data-viewer-bar=""
          className={classNames(
            'transition-opacity duration-(--dur-enter)',
            isInfoOpen && 'sm:[&_header]:right-85',
            isHidden && 'opacity-0 not-focus-within:[&_:is(button,a)]:pointer-events-none',
          )}
        >
          <div className="scrim-top pointer-events-none absolute inset-x-0 top-0 h-35" />
          <ViewerHeader
            title={photo.takenAt === null ? photo.title : longDay(photo.takenAt)}
            detail={[photo.takenAt?.slice(11, 16), place]
              .filter((word) => word !== undefined && word !== '')
              .join(' · ')}
            onLeave={onLeave}
          >
            {isRunning ? <SlideshowMenu onOpenChange={setMenuOpen} /> : null}
            {photos.length > 1 ? (
              <ControlButton
                label={isRunning ? 'Pause the slideshow' : 'Start the slideshow'}
                icon={
                  isRunning ? <Pause className="size-5.5 fill-current" /> : <Play className="size-5.5 fill-current" />
                }
                onClick={() => run('slideshow')}
              />
            ) : null}
            <ControlButton
              label={favorite ? 'Remove from favourites' : 'Add to favourites'}
              aria-pressed={favorite}
              className={isRunning ? 'max-sm:hidden' : undefined}
              icon={<Heart className={classNames('size-5.5', favorite && 'fill-video-accent stroke-video-accent')} />}
              onClick={() => run('favorite')}
            />
            <ControlButton
              label="About this photo"
              aria-expanded={isInfoOpen}
              icon={<Info className="size-5.5" />}
              onClick={() => run('info')}
            />
            <ControlButton
              label={isFullScreen ? 'Leave full screen' : 'Full screen'}
              icon={isFullScreen ? <Minimize className="size-5.5" /> : <Maximize className="size-5.5" />}
              className="max-sm:hidden"
              onClick={() => run('full-screen')}
            />
          </ViewerHeader>
          <SideButton side="left" to={before} onGo={go} />
          <SideButton side="right" to={after} onGo={go} className={isInfoOpen ? 'sm:right-91' : undefined} />
          {photo.available ? null : (
            <p className="absolute inset-x-0 bottom-6 mx-auto flex w-max max-w-[90%] items-center gap-2 rounded-full bg-video-panel px-4 py-2 text-label">
              <Unplug className="size-4 flex-none" /> Its drive is not connected. This is the picture kept here.
            </p>
          )}
        </div>
        {isInfoOpen ? <PhotoInfo photo={photo} onClose={() => setInfoOpen(false)} /> : null}
        {isHelpOpen ? <KeysDialog shortcuts={VIEWER_SHORTCUTS} onClose={() => setHelpOpen(false)} /> : null}
      </div>
    </main>
  );
}

const countWords = ({ photos, hasMore }: Trail): string =>
  `${photos.length.toLocaleString('en')}${hasMore ? ' and more' : ''}`;

type SideButtonProps = {
  readonly side: 'left' | 'right';
  readonly to: ItemCard | undefined;
  readonly onGo: (to: ItemCard | undefined) => void;
  readonly className?: string | undefined;
};

/** A finger swipes; these are for a mouse, and heard on a phone too. */
const SideButton = ({ side, to, onGo, className }: SideButtonProps) =>
  to === undefined ? null : (
    <ControlButton
      label={side === 'left' ? 'Previous photo' : 'Next photo'}
      isLarge
      icon={side === 'left' ? <ChevronLeft className="size-7" /> : <ChevronRight className="size-7" />}
      className={classNames(
        'absolute top-1/2 -translate-y-1/2 touch-pinch-zoom pointer-coarse:opacity-0 pointer-coarse:focus-visible:opacity-100',
        side === 'left' ? 'left-3 sm:left-6' : 'right-3 sm:right-6',
        className,
      )}
      // A mouse leaves the focus where it was, so that Space is still the slideshow's.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onGo(to)}
    />
  );

function toggleFullScreen(root: HTMLElement | null): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  else void root?.requestFullscreen();
}

function useKeys(run: (command: ViewerCommand) => void, isOff: boolean, onAny: () => void): void {
  const latest = useRef({ run, onAny });
  useEffect(() => {
    latest.current = { run, onAny };
  });
  useEffect(() => {
    if (isOff) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      latest.current.onAny();
      if (moveInBar(event)) return;
      // Space on a button presses that button.
      if (event.key === ' ' && event.target instanceof Element && event.target.closest('button, a') !== null) return;
      const command = viewerCommandOf(event.key);
      if (command === null) return;
      event.preventDefault();
      latest.current.run(command);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isOff]);
}

/** With arrow keys alone: up leads to the buttons, left and right along them, down back to the photo. */
function moveInBar(event: KeyboardEvent): boolean {
  const buttons = [...document.querySelectorAll<HTMLElement>('[data-viewer-bar] header button')].filter(
    (button) => button.offsetParent !== null,
  );
  const at = buttons.findIndex((button) => button === document.activeElement);
  const to = {
    ArrowUp: at === -1 ? buttons[0] : undefined,
    ArrowLeft: at > 0 ? buttons[at - 1] : undefined,
    ArrowRight: at === -1 ? undefined : buttons[at + 1],
  }[event.key];
  if (event.key === 'ArrowDown' && at !== -1) buttons[at]?.blur();
  to?.focus();
  return to !== undefined || (at !== -1 && event.key.startsWith('Arrow'));
}
