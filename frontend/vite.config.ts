import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const backend = process.env.MATBANG_BACKEND ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [svelte()],
  // The binary embeds this folder and serves it at the root.
  build: { outDir: 'dist', target: 'es2023', cssMinify: true },
  server: { proxy: { '/api': backend, '/tiles': backend } },
  test: { include: ['tests/unit/**/*.test.ts'], environment: 'node' },
})
