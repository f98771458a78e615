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
    // What failed to preload while the manager was away never loads again in that page; and nothing is far away here.
    modulePreload: false,
    // The window, and the page that asks where the keys are before there is anything behind the window.
    rolldownOptions: { input: [at('renderer/manager/index.html'), at('renderer/manager/keys.html')] },
    // No data: URLs: the content policy allows them for pictures only, and one file is one cache entry.
    assetsInlineLimit: 0,
  },
});
