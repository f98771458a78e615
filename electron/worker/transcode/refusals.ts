import type { EncodingRefusal } from '../../../shared/control/encoding.ts';

/** What viewers are told when a conversion is not to be had. */
export const UNREADABLE: EncodingRefusal = {
  code: 'unreadable',
  message:
    'This file cannot be converted: it may be damaged. Holdfast tries again in an hour, or when the file changes.',
};
export const CUT_SHORT: EncodingRefusal = {
  code: 'unreadable',
  message: 'The film ends here: the rest of its file is missing or damaged.',
};
export const BUSY: EncodingRefusal = {
  code: 'busy',
  message: 'This computer is converting as many films as it can, and others wait. Try again in a while.',
};
export const NO_ROOM: EncodingRefusal = {
  code: 'busy',
  message: 'The converted film could not be kept, because the disk is full or not writable. Make room and try again.',
};
export const NO_FFMPEG: EncodingRefusal = {
  code: 'no-ffmpeg',
  message: 'This film needs converting, and the computer has no usable ffmpeg. Ask the owner to install it.',
};
export const FILE_AWAY: EncodingRefusal = {
  code: 'file-away',
  message: 'The file of this film is away or has changed. Is its drive connected?',
};
