import { useEffect, useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { useConnection } from '../../connection.ts';
import { watchWords } from '../../words/item.ts';
import { bitrate, codecName, pictureWords } from '../../words/media.ts';
import { BackButton } from './back-button.tsx';
import { ControlBar, PlayButton, SkipButton } from './control-bar.tsx';
import { createControls, type Controls } from './controls.ts';
import { NextEpisodeCard } from './next-episode-card.tsx';
import { ToastLayer } from '../../../ui/toast-layer.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { noPicture } from './problem.ts';
import { conversionWords } from './quality-menu.tsx';
import { commandOf } from './shortcuts.ts';
import { failViewing, lastPosition, reopenViewing, sendProgress, type Viewing } from './store.ts';
import { SubtitleLines } from './subtitle-lines.tsx';
import { useCues } from './use-cues.ts';
import { useFullScreen } from './use-full-screen.ts';
import { useIdle } from './use-idle.ts';
import { useProgressReports } from './use-progress-reports.ts';
import { useSource, type Quality } from './use-source.ts';
import { useVideo, type VideoState } from './use-video.ts';
import { WaitingSign } from './waiting-sign.tsx';

type OpenViewing = Extract<Viewing, { readonly kind: 'open' }>;

export function VideoStage({ viewing }: { readonly viewing: OpenViewing }) {
  const stage = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [controls, setControls] = useState<Controls | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const state = useVideo(video);
  const isFullScreen = useFullScreen();
  const { isIdle, wake, rest } = useIdle(state.isPaused || isMenuOpen || isHelpOpen);
  useProgressReports(video);
  useRecovery(state);

  useEffect(() => {
    if (video.current === null || stage.current === null) return;
    setControls(createControls(video.current, stage.current, () => setHelpOpen(true)));
  }, []);
  useKeys(controls, wake, isIdle, isHelpOpen);

  const { item, version, playback, startMs, startsPaused, subtitle } = viewing;
  const words = watchWords(item);
  const quality = useSource(video, viewing);
  const shown = playback.subtitles.find(({ index }) => index === subtitle);
  const cues = useCues(video, shown?.url ?? null, shown?.language ?? null);
  const [playedId, setPlayedId] = useState<string | null>(null);
  const hasPlayed = playedId === playback.sessionId;
  const hasPicture = version.video !== null;
  const begin = () => {
    if (video.current === null) return;
    video.current.currentTime = startMs / 1_000;
    if (startsPaused) return;
    // Without a press just before, some browsers wait for one: then the play button is what they see.
    void video.current.play().catch(() => undefined);
  };
  const onPlaying = () => {
    setPlayedId(playback.sessionId);
    if (hasPicture && video.current?.videoWidth === 0) failViewing(noPicture(codecName(version.video?.codec ?? '')));
  };

  return (
    <main data-keeps-arrows="" className="fixed inset-0 bg-video-bg text-video-text">
      <div
        ref={stage}
        role="presentation"
        onPointerMove={(event) => event.pointerType === 'mouse' && wake()}
        onFocus={wake}
        className={classNames('relative size-full overflow-hidden bg-video-bg', isIdle && 'cursor-none')}
      >
        {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- `useCues` gives it the subtitles, and draws them */}
        <video
          ref={video}
          playsInline
          preload="auto"
          onLoadedMetadata={begin}
          onPlaying={onPlaying}
          className="absolute inset-0 size-full"
        />
        <div
          className={classNames(
            'pointer-events-none absolute inset-0 transition-opacity duration-(--dur-enter)',
            isIdle && 'opacity-0',
          )}
        >
          <div className="scrim-top absolute inset-x-0 top-0 h-40" />
          <div className="scrim-bottom absolute inset-x-0 bottom-0 h-65" />
        </div>
        {/* Over the scrims: words stay as bright as they are without the controls. */}
        <SubtitleLines cues={cues} isLifted={!isIdle} />
        <Surface isIdle={isIdle} controls={controls} wake={wake} rest={rest} />
        <div role="status" className="pointer-events-none absolute inset-0 grid place-items-center">
          {state.isWaiting || viewing.changing !== null ? (
            <WaitingSign viewing={viewing} quality={quality} hasPlayed={hasPlayed} />
          ) : null}
        </div>
        <div
          className={classNames(
            'pointer-events-none absolute inset-0 transition-opacity duration-(--dur-enter) [&_:is(button,input)]:pointer-events-auto',
            isIdle && 'opacity-0 [&_:is(button,input)]:pointer-events-none',
          )}
        >
          <header className="absolute inset-x-0 top-0 flex items-center gap-4 px-2 py-3 sm:px-8 sm:py-5.5">
            <BackButton item={item} />
            <div className="min-w-0 flex-1">
              <h1 className="truncate text-section font-semibold">{words.title}</h1>
              <p className="truncate text-label text-video-text-2 tabular-nums">
                {[words.detail, version.edition].filter((word) => word !== null && word !== '').join(' · ')}
              </p>
            </div>
            <p className="text-body text-video-text-2 tabular-nums max-sm:hidden">{streamWords(viewing, quality)}</p>
          </header>
          {controls === null ? null : (
            <>
              <PhoneButtons state={state} controls={controls} />
              <ControlBar
                viewing={viewing}
                state={state}
                controls={controls}
                quality={quality}
                isFullScreen={isFullScreen}
                onMenuOpen={setMenuOpen}
              />
            </>
          )}
        </div>
        <NextEpisodeCard item={item} hasEnded={state.hasEnded} />
        {/* Within the stage, because in full screen nothing else is seen; above the controls. */}
        <div className="[--bars-height:184px] sm:[--bars-height:104px]">
          <ToastLayer />
        </div>
        {isHelpOpen ? <HelpDialog onClose={() => setHelpOpen(false)} /> : null}
      </div>
    </main>
  );
}

/** "Direct · 4K HDR · 18.4 Mb/s", "Converted · 720p". */
function streamWords(viewing: OpenViewing, { shownHeight }: Quality): string {
  const { playback, version } = viewing;
  const words = playback.converts.video
    ? [conversionWords(viewing), shownHeight === null ? null : `${shownHeight}p`]
    : [
        conversionWords(viewing),
        pictureWords(version),
        version.bitrateBps === null ? null : bitrate(version.bitrateBps),
      ];
  return words.filter((word) => word !== null).join(' · ');
}

/** A film that waits this long may have lost the server: a report of the viewer's place finds that out. */
const SUSPICIOUS_WAIT_MS = 2_000;

/** After the network came back, a film that ran dry meanwhile goes on at its place; one that did not is left alone. */
function useRecovery({ isWaiting }: VideoState): void {
  const recoveries = useConnection((state) => state.recoveries);
  const seen = useRef(recoveries);
  useEffect(() => {
    if (seen.current === recoveries) return;
    seen.current = recoveries;
    if (isWaiting) void reopenViewing(lastPosition());
  }, [recoveries, isWaiting]);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setTimeout(() => void sendProgress(), SUSPICIOUS_WAIT_MS);
    return () => clearTimeout(timer);
  }, [isWaiting]);
}

function useKeys(controls: Controls | null, wake: () => void, isIdle: boolean, isOff: boolean): void {
  useEffect(() => {
    if (controls === null || isOff) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      wake();
      const isPress = event.key === ' ' || event.key === 'Enter';
      const button = event.target instanceof Element ? event.target.closest('button') : null;
      if (isPress && button !== null) {
        // They press the button they are on, but not one that nobody sees.
        if (!isIdle) return;
        button.blur();
      }
      const command = commandOf(isPress ? ' ' : event.key);
      if (command === null) return;
      event.preventDefault();
      controls.run(command);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [controls, wake, isIdle, isOff]);
}

type SurfaceProps = {
  readonly isIdle: boolean;
  readonly controls: Controls | null;
  readonly wake: () => void;
  readonly rest: () => void;
};

/** The picture itself: a mouse plays and pauses, a finger shows and hides the controls. The keys do the same. */
function Surface({ isIdle, controls, wake, rest }: SurfaceProps) {
  const pointer = useRef('mouse');
  const onPointerDown = (event: PointerEvent) => {
    pointer.current = event.pointerType;
  };
  const onClick = () => {
    if (pointer.current === 'mouse') controls?.run({ kind: 'toggle-play' });
    else if (isIdle) wake();
    else rest();
  };
  const onDoubleClick = (event: MouseEvent) => {
    event.preventDefault();
    if (pointer.current === 'mouse') controls?.run({ kind: 'toggle-full-screen' });
  };
  return (
    <div
      role="presentation"
      onPointerDown={onPointerDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      className="absolute inset-0"
    />
  );
}

type PhoneButtonsProps = { readonly state: VideoState; readonly controls: Controls };

const PhoneButtons = ({ state, controls }: PhoneButtonsProps) => (
  <div className="absolute inset-x-0 top-[calc(50%-32px)] flex items-center justify-center gap-10 sm:hidden">
    <SkipButton direction="back" controls={controls} isLarge />
    <PlayButton state={state} controls={controls} isLarge />
    <SkipButton direction="forward" controls={controls} isLarge />
  </div>
);
