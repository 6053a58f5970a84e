// `npm run bench [-- NAME [ARGUMENT...]]`: bundles test/bench/main.ts as the product is bundled, and runs it.
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}node_modules/.cache/hexhound/bench.mjs`;
await build({
  input: `${root}test/bench/main.ts`,
  platform: 'node',
  external: /^[^./]/,
  transform: {
    define: {
      __VERSION__: '"bench"',
      __BUILD__: '"bench"',
      __DATA__: JSON.stringify(new URL('../../dist/data/', import.meta.url).href),
    },
  },
  output: { file: outfile, codeSplitting: false },
});
const { main } = await import(outfile);
await main(process.argv.slice(2));
