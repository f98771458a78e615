import { Captions, ChevronDown, Film, Volume2, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Version } from '../../../../shared/lan/schemas.ts';
import { Menu } from '../../../ui/menu.tsx';
import { channelWords, codecName, fileSize, languageName, pictureWords, versionName } from '../../words/media.ts';

type MediaFactsProps = {
  readonly versions: readonly Version[];
  readonly version: Version;
  readonly onVersion: (id: string) => void;
};

/** What is in the file: picture, sound, subtitles; and which file, when there are several. */
export const MediaFacts = ({ versions, version, onVersion }: MediaFactsProps) => (
  <div className="grid max-w-200 gap-2 sm:gap-3 md:grid-cols-3">
    {versions.length > 1 ? <VersionPicker versions={versions} version={version} onVersion={onVersion} /> : null}
    <dl className="contents">
      {versions.length > 1 ? null : (
        <Fact icon={Film} label="Picture">
          {pictureWords(version)} <span className="text-ink-3">{fileSize(version.sizeBytes)}</span>
        </Fact>
      )}
      <Fact icon={Volume2} label="Sound">
        {soundWords(version)}
      </Fact>
      <Fact icon={Captions} label="Subtitles">
        {subtitleWords(version)}
      </Fact>
    </dl>
  </div>
);

type FactProps = { readonly icon: LucideIcon; readonly label: string; readonly children: ReactNode };

const BOX = 'min-h-14 rounded-card border bg-surface py-2 pr-3.5 pl-10.5';
const BOX_ICON = 'absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-ink-3';

const Fact = ({ icon: Icon, label, children }: FactProps) => (
  <div className={`${BOX} relative border-border`}>
    <dt className="text-caption font-medium text-ink-3">
      <Icon className={BOX_ICON} />
      {label}
    </dt>
    <dd className="text-label font-medium tabular-nums">{children}</dd>
  </div>
);

const VersionPicker = ({ versions, version, onVersion }: MediaFactsProps) => (
  <Menu
    label="Version"
    placement="left-0 top-full mt-1.5"
    choices={versions.map((one) => ({
      value: one.id,
      label: versionName(one),
      detail: one.available ? fileSize(one.sizeBytes) : 'drive away',
    }))}
    value={version.id}
    onChoose={onVersion}
    className="flex"
    trigger={(props) => (
      <button
        type="button"
        {...props}
        className={`${BOX} relative w-full border-border-strong text-left hover:bg-hover`}
      >
        <Film className={BOX_ICON} />
        <span className="block text-caption font-medium text-ink-3">Version</span>{' '}
        <span className="block truncate pr-5 text-label font-medium tabular-nums">
          {versionName(version)} <span className="text-ink-3">{fileSize(version.sizeBytes)}</span>
        </span>
        <ChevronDown className="absolute top-1/2 right-3.5 size-4 -translate-y-1/2 text-ink-3" />
      </button>
    )}
  />
);

/** How many languages are named before the rest is counted. */
const NAMED = 2;

function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const rest = distinct.length - NAMED;
  return distinct.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function soundWords({ audio }: Version): ReactNode {
  const first = audio.find((track) => track.isDefault) ?? audio[0];
  if (first === undefined) return 'None';
  const kind = `${codecName(first.codec)} ${first.channels === null ? '' : channelWords(first.channels)}`;
  const languages = audio.map((track) => languageName(track.language) ?? track.title ?? 'Unnamed');
  const isNamed = audio.some((track) => track.language !== null || track.title !== null);
  return (
    <>
      {isNamed ? `${listed(languages)} ` : ''}
      <span className={isNamed ? 'text-ink-3' : undefined}>{kind}</span>
    </>
  );
}

const subtitleWords = ({ subtitles }: Version): string =>
  subtitles.length === 0
    ? 'None'
    : listed(
        subtitles.map((track) => {
          const name = languageName(track.language) ?? track.title ?? 'Unnamed';
          return track.isForced ? `${name}, signs only` : name;
        }),
      );
