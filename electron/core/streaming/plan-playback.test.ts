import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Variant } from '../../../shared/control/encoding.ts';
import type { ClientCapabilities } from '../../../shared/lan/schemas.ts';
import type { SourceAudio, SourceSubtitle } from './choose-tracks.ts';
import { planPlayback, type PlanWish, type Source } from './plan-playback.ts';

type Video = NonNullable<Source['video']>;
const picture: Video = {
  index: 0,
  codec: 'h264',
  hdr: 'sdr',
  bitDepth: 8,
  width: 1920,
  height: 1080,
  rotation: 0,
};
const sound: SourceAudio = { index: 1, codec: 'aac', language: 'en', isDefault: true };
const words: SourceSubtitle = { index: 4, codec: 'subrip', language: 'en', isDefault: false, isForced: false };

const browser: ClientCapabilities = {
  containers: ['mp4', 'webm'],
  video: ['h264', 'vp9'],
  audio: ['aac', 'opus', 'mp3'],
  hls: true,
  segments: { video: ['h264', 'vp9'], audio: ['aac', 'opus'] },
};

/** What of the file and of the client differs from a plain film and a plain browser. */
type Case = {
  readonly video?: Partial<Video> | null;
  /** Streams from 1 on; the one played is the last unless `plays` says otherwise. */
  readonly audio?: readonly Partial<SourceAudio>[];
  readonly plays?: number | null;
  readonly subtitle?: Partial<SourceSubtitle>;
  readonly container?: string;
  readonly bitrateBps?: number | null;
  readonly durationMs?: number | null;
  readonly client?: Partial<ClientCapabilities>;
  readonly wish?: PlanWish;
};

/** `direct`, `impossible`, or what happens to picture and sound; then the reasons. */
type Outcome = readonly [what: string, ...reasons: string[]];

const HEVC = 'This device does not play HEVC video.';
const MKV = 'This device does not open Matroska files.';
const AC3 = 'This device does not play Dolby Digital sound.';
const RATE = 'Its bitrate is higher than this device asked for.';
const SMALLER = 'A smaller picture was asked for.';
const NO_HDR = 'This screen does not show HDR.';
const OTHER_SOUND = 'The chosen sound is not the one a browser plays by itself.';
const DRAWN = 'The chosen subtitles are pictures and are drawn into the film.';
const NO_HLS = 'It cannot be converted either, because this player does not take HLS.';
const NO_LENGTH = 'It cannot be converted either, because the file does not say how long it is.';
const NO_SIZE = 'It cannot be converted either, because the file does not say how large its picture is.';
const NO_ENTRY = 'This file does not list the places its picture can be entered at, so the picture is made anew.';
const tenBits = (name: string, bits = 10) => `This device does not play ${name} video with ${bits} bits a colour.`;
const unpackable = (what: string) => `${what} cannot be repacked for this device.`;

const CASES: Readonly<Record<string, readonly [Case, Outcome]>> = {
  // As it is
  'everything fits': [{}, ['direct']],
  'no sound': [{ audio: [] }, ['direct']],
  'no picture': [{ video: null }, ['direct']],
  'the bitrate is exactly what was asked for': [{ client: { maxBitrate: 8_000_000 } }, ['direct']],
  'the bitrate is not known': [{ bitrateBps: null, client: { maxBitrate: 64_000 } }, ['direct']],
  'the height is exactly what was asked for': [{ wish: { maxHeight: 1080 } }, ['direct']],
  'a wide film is not as high as its class': [{ video: { height: 720 }, wish: { maxHeight: 720 } }, ['direct']],
  'an upright film is as high as it is wide': [{ video: { rotation: 90 }, wish: { maxHeight: 1080 } }, ['direct']],
  'HDR, and the client says nothing of it': [{ video: { hdr: 'hdr10' } }, ['direct']],
  'HDR, and the client shows it': [{ video: { hdr: 'hlg' }, client: { hdr: true } }, ['direct']],
  'text subtitles are sent beside the film': [{ subtitle: {} }, ['direct']],
  'VP9 and Opus in WebM': [{ container: 'webm', video: { codec: 'vp9' }, audio: [{ codec: 'opus' }] }, ['direct']],
  'HEVC where it plays': [{ video: { codec: 'hevc' }, client: { video: ['hevc'] } }, ['direct']],
  'HEVC with ten bits where that plays': [{ video: { codec: 'hevc', bitDepth: 10 }, client: { video: ['hevc'], tenBit: ['hevc'] } }, ['direct']],
  'AV1 has ten bits by right': [{ video: { codec: 'av1', bitDepth: 10 }, client: { video: ['av1'] } }, ['direct']],
  'bits that the file does not tell are eight': [{ video: { bitDepth: null } }, ['direct']],
  'a length nobody knows does not matter to a file': [{ durationMs: null }, ['direct']],
  'the first of two sounds': [{ audio: [{ isDefault: false }, { isDefault: false }], plays: 1 }, ['direct']],
  'the default sound, though not the first': [{ audio: [{ isDefault: false }, {}] }, ['direct']],
  'a client without HLS plays what fits': [{ client: { hls: false } }, ['direct']],
  'a client that lists no segments': [{ client: { segments: undefined } as Partial<ClientCapabilities> }, ['direct']],
  '4:2:0 is what everybody decodes': [{ video: { pixelFormat: 'yuv420p' } }, ['direct']],
  'MP3 and H.264 in an MP4': [{ audio: [{ codec: 'mp3' }] }, ['direct']],
  'HEVC and Dolby Digital where both play, as on a television': [
    { container: 'matroska', video: { codec: 'hevc', bitDepth: 10, hdr: 'hdr10' }, audio: [{ codec: 'eac3' }],
      client: { containers: ['matroska'], video: ['hevc'], audio: ['eac3'], tenBit: ['hevc'], hdr: true } }, ['direct'],
  ],
  'an odd size plays as it is': [{ video: { width: 853, height: 479 } }, ['direct']],
  'a turned picture plays as it is': [{ video: { rotation: 270 } }, ['direct']],
  'no sound is chosen though there is some': [{ plays: 0 }, ['direct']],
  // Repacked
  'AV1 and Opus out of Matroska': [
    { container: 'matroska', video: { codec: 'av1', bitDepth: 10 }, audio: [{ codec: 'opus' }],
      client: { video: ['av1'], segments: { video: ['av1'], audio: ['opus'] } } }, ['copy+copy', MKV],
  ],
  'a bitrate of which nothing is said does not stop repacking': [{ container: 'matroska', bitrateBps: null, client: { maxBitrate: 1_000_000 } }, ['copy+copy', MKV]],
  'HDR is repacked where nothing is said of the screen': [
    { container: 'matroska', video: { codec: 'hevc', hdr: 'hlg' }, client: { video: ['hevc'], segments: { video: ['hevc'], audio: ['aac'] } } }, ['copy+copy', MKV],
  ],
  'an upright film is repacked as it is': [{ container: 'matroska', video: { rotation: 90 } }, ['copy+copy', MKV]],
  'only the container is in the way': [{ container: 'matroska' }, ['copy+copy', MKV]],
  'a container without a spoken name': [{ container: 'flv' }, ['copy+copy', 'This device does not open flv files.']],
  'a container, and no sound': [{ container: 'mpegts', audio: [] }, ['copy+none', 'This device does not open MPEG-TS files.']],
  'a container, and no picture': [{ container: 'matroska', video: null }, ['none+copy', MKV]],
  'another sound than the default': [{ audio: [{}, { isDefault: false }] }, ['copy+copy', OTHER_SOUND]],
  'another sound, in a container that does not open': [{ container: 'matroska', audio: [{}, { isDefault: false }] }, ['copy+copy', MKV, OTHER_SOUND]],
  'the second of two that are not default': [{ audio: [{ isDefault: false }, { isDefault: false }] }, ['copy+copy', OTHER_SOUND]],
  'VP9 and Opus out of Matroska': [{ container: 'matroska', video: { codec: 'vp9' }, audio: [{ codec: 'opus' }] }, ['copy+copy', MKV]],
  'HEVC out of Matroska where segments of it play': [
    { container: 'matroska', video: { codec: 'hevc', bitDepth: 10, hdr: 'hdr10' }, client: { video: ['hevc'], tenBit: ['hevc'], segments: { video: ['hevc'], audio: ['aac'] } } },
    ['copy+copy', MKV],
  ],
  'H.264 and AAC are taken by everybody who takes HLS': [{ container: 'avi', client: { segments: undefined } as Partial<ClientCapabilities> }, ['copy+copy', 'This device does not open AVI files.']],
  'text subtitles do not touch the picture': [{ container: 'matroska', subtitle: { codec: 'ass' } }, ['copy+copy', MKV]],
  // Sound made anew, picture copied
  'the sound': [{ audio: [{ codec: 'ac3' }] }, ['copy+aac', AC3]],
  'the sound, and the container': [{ container: 'matroska', audio: [{ codec: 'ac3' }] }, ['copy+aac', AC3]],
  'TrueHD': [{ audio: [{ codec: 'truehd' }] }, ['copy+aac', 'This device does not play Dolby TrueHD sound.']],
  'a codec without a spoken name': [{ audio: [{ codec: 'cook' }] }, ['copy+aac', 'This device does not play cook sound.']],
  'sound that plays as a file and not in segments': [{ container: 'matroska', audio: [{ codec: 'mp3' }] }, ['copy+aac', MKV, unpackable('MP3 sound')]],
  'the chosen sound does not play, the default does': [{ audio: [{}, { codec: 'dts', isDefault: false }] }, ['copy+aac', 'This device does not play DTS sound.']],
  'the default does not play, the chosen does': [{ audio: [{ codec: 'dts' }, { isDefault: false }] }, ['copy+copy', OTHER_SOUND]],
  'sound alone': [{ video: null, audio: [{ codec: 'ac3' }] }, ['none+aac', AC3]],
  // Picture made anew
  'the picture': [{ video: { codec: 'hevc' } }, ['h264+copy', HEVC]],
  'the picture, and no sound': [{ video: { codec: 'mpeg4' }, audio: [] }, ['h264+none', 'This device does not play MPEG-4 video.']],
  'H.264 with ten bits plays nowhere': [{ video: { bitDepth: 10 } }, ['h264+copy', tenBits('H.264')]],
  'HEVC with ten bits, where eight play': [{ video: { codec: 'hevc', bitDepth: 10 }, client: { video: ['hevc'] } }, ['h264+copy', tenBits('HEVC')]],
  'twelve bits': [{ video: { codec: 'vp9', bitDepth: 12 } }, ['h264+copy', tenBits('VP9', 12)]],
  'a client that lists ten bits means only those': [{ video: { codec: 'av1', bitDepth: 10 }, client: { video: ['av1'], tenBit: [] } }, ['h264+copy', tenBits('AV1')]],
  'a codec that does not play at all is one reason': [{ video: { codec: 'hevc', bitDepth: 10 } }, ['h264+copy', HEVC]],
  'HDR on a screen without it': [{ video: { hdr: 'hdr10' }, client: { hdr: false } }, ['h264+copy', NO_HDR]],
  'HDR in HEVC on a plain screen': [{ video: { codec: 'hevc', hdr: 'hdr10' }, client: { hdr: false } }, ['h264+copy', HEVC, NO_HDR]],
  'a bitrate too high': [{ client: { maxBitrate: 7_999_999 } }, ['h264+copy', RATE]],
  'a picture too tall': [{ wish: { maxHeight: 720 } }, ['h264+copy', SMALLER]],
  'an upright film too wide': [{ video: { rotation: 270 }, wish: { maxHeight: 1079 } }, ['h264+copy', SMALLER]],
  'both too high and too tall': [{ client: { maxBitrate: 1_000_000 }, wish: { maxHeight: 480 } }, ['h264+copy', RATE, SMALLER]],
  'subtitles that are pictures': [{ subtitle: { codec: 'hdmv_pgs_subtitle' } }, ['h264+copy', DRAWN]],
  'subtitles of a DVD': [{ video: { codec: 'mpeg2video' }, subtitle: { codec: 'dvd_subtitle' } }, ['h264+copy', 'This device does not play MPEG-2 video.', DRAWN]],
  'pictures as subtitles where there is no picture': [{ video: null, container: 'matroska', subtitle: { codec: 'dvd_subtitle' } }, ['none+copy', MKV]],
  'a picture that plays as a file and not in segments': [
    { container: 'matroska', video: { codec: 'vp8' }, client: { video: ['vp8'] } },
    ['h264+copy', MKV, unpackable('VP8 video')],
  ],
  'a picture that cannot be entered anywhere': [{ container: 'matroska', wish: { pictureCannotBeCopied: true } }, ['h264+copy', MKV, NO_ENTRY]],
  'the worker cannot copy what the plan would send as it is': [{ wish: { pictureCannotBeCopied: true } }, ['h264+copy', NO_ENTRY]],
  'H.264 with 4:2:2 colour plays nowhere': [{ video: { pixelFormat: 'yuv422p' } }, ['h264+copy', 'This device does not play H.264 video with 4:2:2 colour.']],
  '4:4:4 colour of a screen recording': [{ container: 'matroska', video: { pixelFormat: 'yuvj444p' } }, ['h264+copy', 'This device does not play H.264 video with 4:4:4 colour.']],
  'ten bits of 4:2:2 are one reason': [{ video: { bitDepth: 10, pixelFormat: 'yuv422p10le' } }, ['h264+copy', tenBits('H.264')]],
  'HEVC plays as a file, its segments do not, the sound neither': [
    { container: 'matroska', video: { codec: 'hevc' }, audio: [{ codec: 'dts' }], client: { video: ['hevc'] } },
    ['h264+aac', 'This device does not play DTS sound.', unpackable('HEVC video')],
  ],
  'a smaller picture of what would only be repacked': [{ container: 'matroska', wish: { maxHeight: 480 } }, ['h264+copy', SMALLER]],
  'pictures as subtitles in a film that would only be repacked': [{ container: 'matroska', subtitle: { codec: 'hdmv_pgs_subtitle' } }, ['h264+copy', DRAWN]],
  'an interlaced DVD': [{ container: 'mpegps', video: { codec: 'mpeg2video', width: 720, height: 576 }, audio: [{ codec: 'ac3' }] }, ['h264+aac', 'This device does not play MPEG-2 video.', AC3]],
  'twelve bits of AV1 are not its main profile': [{ video: { codec: 'av1', bitDepth: 12 }, client: { video: ['av1'] } }, ['h264+copy', tenBits('AV1', 12)]],
  // Both
  'a client that plays nothing': [
    { client: { containers: [], video: [], audio: [], segments: { video: [], audio: [] } } },
    ['h264+aac', 'This device does not play H.264 video.', 'This device does not play AAC sound.'],
  ],
  'container and codecs: converting mends all': [{ container: 'avi', video: { codec: 'mpeg4' }, audio: [{ codec: 'ac3' }] }, ['h264+aac', 'This device does not play MPEG-4 video.', AC3]],
  'HEVC and TrueHD': [{ container: 'matroska', video: { codec: 'hevc' }, audio: [{ codec: 'truehd' }] }, ['h264+aac', HEVC, 'This device does not play Dolby TrueHD sound.']],
  'pictures as subtitles, and a sound that does not play': [{ audio: [{ codec: 'dts' }], subtitle: { codec: 'xsub' } }, ['h264+aac', DRAWN, 'This device does not play DTS sound.']],
  // Not at all
  'a client without HLS, and a container': [{ container: 'matroska', client: { hls: false } }, ['impossible', MKV, NO_HLS]],
  'a client without HLS, and the picture': [{ video: { codec: 'hevc' }, client: { hls: false } }, ['impossible', HEVC, NO_HLS]],
  'a length nobody knows, in a container that does not open': [{ container: 'matroska', durationMs: null }, ['impossible', MKV, NO_LENGTH]],
  'no length at all': [{ container: 'matroska', durationMs: 0 }, ['impossible', MKV, NO_LENGTH]],
  'a size nobody knows': [{ video: { codec: 'hevc', width: 0, height: 0 } }, ['impossible', HEVC, NO_SIZE]],
  'neither picture nor sound': [{ container: 'matroska', video: null, audio: [] }, ['impossible', MKV, 'There is neither a picture nor sound in it.']],
}; // prettier-ignore

function planned(given: Case) {
  const video = given.video === null ? null : { ...picture, ...given.video };
  const audio = (given.audio ?? [{}]).map((one, at) => ({ ...sound, index: at + 1, ...one }));
  const subtitle = given.subtitle === undefined ? null : { ...words, ...given.subtitle };
  const source: Source = {
    container: given.container ?? 'mp4',
    durationMs: given.durationMs === undefined ? 6_000_000 : given.durationMs,
    bitrateBps: given.bitrateBps === undefined ? 8_000_000 : given.bitrateBps,
    video,
    audio,
    subtitles: subtitle === null ? [] : [subtitle],
  };
  const played = given.plays === undefined ? audio.at(-1) : audio.find(({ index }) => index === given.plays);
  const tracks = { audio: played ?? null, subtitle };
  return planPlayback(source, tracks, { ...browser, ...given.client }, given.wish);
}

for (const [what, [given, [outcome, ...reasons]]] of Object.entries(CASES))
  test(`the cheapest way to play is chosen, with its reasons: ${what}`, () => {
    const plan = planned(given);
    if (plan.kind === 'direct') {
      assert.deepEqual([outcome, reasons], ['direct', []]);
      return;
    }
    assert.deepEqual(plan.reasons, reasons);
    if (plan.kind === 'impossible') {
      assert.equal(outcome, 'impossible');
      return;
    }
    const { video, audio } = plan.conversion;
    assert.equal(`${video?.kind ?? 'none'}+${audio?.kind ?? 'none'}`, outcome);
    assert.equal(plan.kind, /h264|aac/.test(outcome) ? 'transcode' : 'remux');
    const played = given.plays ?? (given.audio ?? [{}]).length;
    assert.equal(audio?.stream, audio === null ? undefined : played);
    if (video?.kind === 'h264') {
      assert.ok(video.variants.length > 0);
      assert.equal(video.burnSubtitle, reasons.includes(DRAWN) ? words.index : null);
    }
  });

test('sizes and bitrate follow what was asked for', () => {
  const variantsOf = (given: Case): readonly Variant[] => {
    const plan = planned(given);
    assert.ok(plan.kind === 'transcode' && plan.conversion.video?.kind === 'h264');
    return plan.conversion.video.variants;
  };
  assert.deepEqual(variantsOf({ video: { codec: 'hevc' } }).map(({ height }) => height), [1080, 720, 480, 360]);
  assert.deepEqual(variantsOf({ wish: { maxHeight: 480 } }).map(({ height }) => height), [480, 360]);
  for (const { bitrateBps } of variantsOf({ client: { maxBitrate: 3_000_000 } })) assert.ok(bitrateBps <= 3_000_000);
}); // prettier-ignore
