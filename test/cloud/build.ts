import { buildBundles } from '../../scripts/build/bundle.ts';

/** `node test/cloud/build.ts <folder>`: builds every bundle into the folder. */
await buildBundles({ folder: process.argv[2] });
