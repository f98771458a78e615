/** Headers of every answer (HTTP-01 to HTTP-05, HTTP-16: no banner). */
const EVERYWHERE = {
  'x-frame-options': 'SAMEORIGIN',
  'x-content-type-options': 'nosniff',
  // Browsers ignore it today; the content policy is the real control (REQUIREMENTS, figures).
  'x-xss-protection': '1; mode=block',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
} as const;

/** The player and the API (ARCHITECTURE 7). */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...EVERYWHERE,
  'content-security-policy':
    "default-src 'self'; media-src 'self' blob:; img-src 'self' data: blob:; worker-src 'self'; object-src 'none'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
};

/** People's own files: nothing in them may run, whatever they are (HTTP-05). */
export const MEDIA_HEADERS: Readonly<Record<string, string>> = {
  ...EVERYWHERE,
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'self'",
};
