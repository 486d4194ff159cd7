import { buildBundles } from '../../scripts/build/bundle.ts';
import { FIXTURES } from './assembly.ts';

/** `node test/cloud/build.ts <folder>`: builds every bundle into the folder, those of the fixture families too. */
process.env.MANIFOLD_FAMILY_ROOTS = FIXTURES;
await buildBundles({ folder: process.argv[2] });
