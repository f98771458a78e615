/** The owner's pages: `renderer/manager` to `resources/web/manager`. */
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

export default defineConfig({
  root: at('renderer/manager'),
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: at('resources/web/manager'),
    emptyOutDir: true,
    sourcemap: false,
    // The polyfill is an inline script, which the content policy refuses.
    modulePreload: { polyfill: false },
    // No data: URLs: the content policy allows them for pictures only, and one file is one cache entry.
    assetsInlineLimit: 0,
  },
});
