import { transformSync } from 'esbuild';

/** Jest transform: TypeScript to ES modules, types stripped. */
export default {
  process(source, file) {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcemap: 'inline',
      sourcefile: file,
    });
    return { code, map };
  },
};
