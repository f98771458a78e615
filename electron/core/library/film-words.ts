/**
 * The words release names are made of, beside the title. Collected from the published conventions of scene and web
 * releases; `film-name.ts` decides what a word means where it stands.
 */

/** How surely a word says "the title is over". A weak one may be a title's own word ("The French Dispatch"). */
export type TagStrength = 'strong' | 'weak' | null;

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const STRONG = set(`
  480p 480i 540p 576p 576i 720p 720i 1080p 1080i 1440p 2160p 4320p uhd fullhd fhd
  bluray blu-ray bdrip brrip bdremux bdmux bdmv remux bdrip dvdrip dvdscr dvdremux dvd5 dvd9 dvd-r dvdr hddvd hd-dvd
  web-dl webdl webrip web-rip webhd web-hd hdtv hdtvrip pdtv dsr tvrip satrip dvbrip hdrip hdcam hdts camrip telesync
  telecine vhsrip vodrip ppvrip laserdisc ldrip
  x264 x265 x266 h264 h265 h266 h.264 h.265 hevc avc xvid divx av1 vp9 mpeg2 mpeg-2 vc-1 vc1 vvc
  aac ac3 eac3 e-ac-3 dts dts-hd dtshd dts-x dts-es dts-hdma truehd flac ddp dd+ atmos
  10bit 10-bit 8bit 8-bit 12bit hi10p hi10 hdr10 hdr10+ hdr10plus dovi hlg
  hsbs h-sbs half-sbs full-sbs hou h-ou half-ou
  amzn dsnp hmax atvp pcok
  repack rerip readnfo vostfr truefrench subfrench multisubs multi-subs korsub swesub ensubbed esub esubs msubs
  yify yts yts.mx yts.am yts.lt yts.ag rarbg galaxyrg qxr
`);

const WEAK = set(`
  4k 8k hd sd web dvd bd br cam ts tc scr r5 hq nf hulu itunes max ma stan cc
  hdr sdr dv vision dolby 3d sbs ou 2d mvc
  dd opus psa tgx mp3 pcm lpcm vorbis he-aac ogg 2ch 6ch 8ch mono stereo surround 6-channel
  proper real internal limited retail complete hybrid custom nuked dirfix festival open matte dubbed subbed dub sub subs
  dual audio multi multi-audio dual-audio lang nordic latino castellano vff vfq vf vo vost vfi vof dl ml line hc ws fs
  english eng en french fra fre fr german deu ger de italian ita it spanish spa esp es portuguese por pt-br japanese jpn
  jap ja korean kor ko chinese chi zh mandarin cantonese russian rus ru hindi hin tamil telugu malayalam polish pol pl
  dutch nld nl swedish swe norwegian nor danish dan finnish fin czech cze hungarian hun turkish tur tr greek arabic
  hebrew thai ukrainian ukr flemish vietnamese
  mkv mp4 avi m4v wmv rip bit
  dc extended uncut unrated remastered theatrical imax criterion restored redux workprint uncensored despecialized
  final cut edition version special anniversary
`);

/** Language names a release may put before its tags. */
export const LANGUAGES: ReadonlySet<string> = set(
  'english french german italian spanish portuguese japanese korean russian hindi polish dutch swedish norwegian danish finnish czech hungarian turkish multi',
);

/** Folders that sort a collection and name no film. */
export const SHELVES: ReadonlySet<string> = set(
  'movies movie films film videos video media downloads new unsorted 4k uhd hd 1080p kids library dvd bluray',
);

// Anchored and without nested repeats, so each is linear in a word of at most 512 units.
const STRONG_SHAPES: readonly RegExp[] = [
  /^\d{3,4}[x×]\d{3,4}$/, // 1920x1080
  /^(?:aac|ac3|e-?ac3|dd|ddp|dd\+|dts|dts-hd|truehd|flac|opus|ma)[ .-]?[1-9][. ][0-2](?:[. ][2-6])?$/, // DDP5.1
  /^(?:hevc|avc|x26[456]|h\.?26[456]|10bit|web-?dl|webrip|bluray|bdrip|dvdrip|xvid|divx|aac|ac3|dts|truehd|flac|remux|hdtv|ddp5\.1|aac2\.0)-[^ ]{1,40}$/,
  /^\d{3,4}p-[^ ]{1,40}$/,
  /^(?:480|576|720|1080|2160)p\d{2}$/, // 1080p60
  /^\d{1,2}bits?$/,
];
const WEAK_SHAPES: readonly RegExp[] = [
  /^[1-9]\.[012](?:\.[2-6])?$/,
  /^\d{1,2}fps$/,
  /^\d+(?:\.\d+)?[gm]b$/,
  /^repack\d$/,
  /^v\d$/,
];

/** What a single word says about where the title ends. Case does not matter. */
export function tagStrength(word: string): TagStrength {
  const lower = word.toLowerCase();
  if (STRONG.has(lower) || STRONG_SHAPES.some((shape) => shape.test(lower))) return 'strong';
  if (WEAK.has(lower) || WEAK_SHAPES.some((shape) => shape.test(lower))) return 'weak';
  return null;
}

// Matched against a phrase in lower case, without apostrophes, single spaces. The order is that of the output.
const EDITIONS: readonly (readonly [RegExp, string])[] = [
  [/\bdirectors? (?:s )?(?:cut|edition|version)\b/, "Director's Cut"],
  [/\bproducers? (?:s )?cut\b/, "Producer's Cut"],
  [/\bfinal cut\b/, 'Final Cut'],
  [/\b(?:rogue) cut\b/, 'Rogue Cut'],
  [/\bassembly cut\b/, 'Assembly Cut'],
  [/\bultimate (?:cut|edition|version|collectors edition)\b/, 'Ultimate Edition'],
  [/\b(?:alternate|alternative) (?:cut|version|ending)\b/, 'Alternate Cut'],
  [/\binternational (?:cut|version)\b/, 'International Cut'],
  [/\b(?:tv|television) (?:cut|version)\b/, 'TV Cut'],
  [/\b(?:roadshow)(?: (?:cut|edition|version))?\b/, 'Roadshow'],
  [/\bextended\b/, 'Extended'],
  [/\bunrated\b/, 'Unrated'],
  [/\buncut\b/, 'Uncut'],
  [/\buncensored\b/, 'Uncensored'],
  [/\btheatrical\b/, 'Theatrical'],
  [/\bimax\b/, 'IMAX'],
  [/\bopen matte\b/, 'Open Matte'],
  [/\b(?:4k )?remaster(?:ed)?\b/, 'Remastered'],
  [/\brestored\b/, 'Restored'],
  [/\bcriterion\b/, 'Criterion'],
  [/\bspecial edition\b/, 'Special Edition'],
  [/\bcollectors? (?:s )?edition\b/, "Collector's Edition"],
  [/\bdeluxe edition\b/, 'Deluxe Edition'],
  [/\bdiamond edition\b/, 'Diamond Edition'],
  [/\bsignature edition\b/, 'Signature Edition'],
  [/\bdespeciali[sz]ed\b/, 'Despecialized'],
  [/\bredux\b/, 'Redux'],
  [/\bworkprint\b/, 'Workprint'],
  [/\bfan ?edit\b/, 'Fan Edit'],
  [/\bblack and chrome\b/, 'Black & Chrome'],
];

/**
 * The editions a phrase names, joined by ", " in a fixed order, or null.
 *
 * @param phrase the words after the title, or a bracket's content.
 */
export function editionIn(phrase: string): string | null {
  const text = phrase
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/&/g, 'and')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  const found = EDITIONS.filter(([pattern]) => pattern.test(text)).map(([, name]) => name);
  // "DC" is also a publisher: only in capitals, as releases write it.
  if (/(?:^|[\s.\][()_-])DC(?:$|[\s.\][()_-])/.test(phrase) && !found.includes("Director's Cut"))
    found.unshift("Director's Cut");
  const anniversary = /\b(?:(\d{1,3}(?:st|nd|rd|th)) )?anniversary\b/.exec(text);
  if (anniversary) found.push(anniversary[1] === undefined ? 'Anniversary' : `${anniversary[1]} Anniversary`);
  return found.length === 0 ? null : found.join(', ');
}

/** Phrases that are an edition even right after a title with nothing between; the title must keep a word of its own. */
export const EDITION_PHRASE_AT_END =
  /(?:^|[ -])(?:the )?(?:(?:extended|unrated|special|final|theatrical|ultimate|collector['’]?s|directors?['’]?s?|director s|international|producer['’]?s|uncut|\d{1,3}th anniversary|anniversary|roadshow|rogue|assembly|deluxe|diamond|signature|criterion|imax|remastered|alternate) (?:director['’]?s )?(?:cut|edition|version)|unrated|remastered|uncensored|extended|imax)$/i;

/** Extras by the end of a file's name, after a hyphen (the convention Plex and Kodi share). */
export const EXTRA_SUFFIX =
  /-(?:trailer|featurette|behindthescenes|deleted|deletedscene|interview|scene|short|other|clip|extra)s?\d{0,2}$/;

/** These say it with any separator and any case. */
export const LOUD_EXTRA_SUFFIX =
  /(?:^|[-_.]| - )(?:trailer|teaser|featurettes?|behindthescenes|behind the scenes|deleted ?scenes?)[ -]?\d{0,2}$/i;

/** Folders whose files are extras wherever the folder lies. */
export const EXTRA_FOLDERS = set(
  'extras|extra|bonus|featurettes|featurette|trailers|trailer|interviews'.replaceAll('|', ' '),
);
export const EXTRA_FOLDER_PHRASES: ReadonlySet<string> = new Set([
  'behind the scenes', 'behindthescenes', 'deleted scenes', 'deletedscenes', 'bonus features', 'special features', 'bonus disc',
]); // prettier-ignore

/** These too, but only inside a film's folder: at the top of a library they may be a shelf ("Shorts"). */
export const NESTED_EXTRA_FOLDERS = set('scenes shorts short other others clips specials theme-music backdrops');

/** File names that say nothing, so that the folder has to. */
export const MEANINGLESS =
  /^(?:movie|film|video|feature|main|main feature|index|untitled|file|track ?\d*|title[ _]?t?\d*|vts \d+ \d+|\d{5,}|[0-9a-f]{16,}|tt\d{6,9}|cd ?\d|dis[ck] ?\d|part ?\d|pt ?\d|new|output|stream|full|full movie|a|b|trailer|teaser|sample|dvd ?\d?)$/i;

/** Folders that are part of a disc's layout, not a film's name. */
export const STRUCTURE_FOLDERS = set('bdmv stream video_ts certificate subs subtitles sample samples');

/** What a film's file name may end in. */
export const VIDEO_ENDINGS = set(
  'mkv mp4 m4v mov avi webm ts m2ts mts mpg mpeg mpe m2v vob wmv asf flv f4v ogv ogm ogg 3gp 3g2 divx rmvb rm qt tp trp iso',
);
