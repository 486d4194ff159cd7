import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as z from 'zod';
import { FamilyManifest } from '../schemas/family-manifest.ts';

/** Folder of the repository. Paths are relative to it, not to the working directory. */
export const PROJECT_ROOT = resolve(fileURLToPath(import.meta.url), '../..');

/** A folder that holds one family: `family.ts` (manifest) and `handler.ts` (code). */
export interface FamilyFolder {
  /** Name of the folder, which the manifest repeats. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
}

/** A fault of a family that the deployer can correct; its message is one sentence. */
export class FamilyError extends Error {
  override readonly name = 'FamilyError';
}

const FamilyModule = z.object({ default: z.object({ manifest: z.looseObject({}) }) });

/**
 * Folders that contain families: `functions/families`, then those that MANIFOLD_FAMILY_ROOTS adds
 * (colon-separated, relative to the repository). Tests add their fixtures this way.
 */
export function familyRoots(environment: NodeJS.ProcessEnv = process.env): string[] {
  const added = (environment.MANIFOLD_FAMILY_ROOTS ?? '').split(':').filter((root) => root !== '');
  return ['functions/families', ...added].map((root) => resolve(PROJECT_ROOT, root));
}

/**
 * Finds the folders of families, sorted by name, since the order of a directory listing is not defined.
 * @throws FamilyError if a root is missing, a folder is incomplete or two families share a name
 */
export function findFamilies(roots: readonly string[] = familyRoots()): FamilyFolder[] {
  const families = roots.flatMap(familiesIn).sort((one, other) => (one.name < other.name ? -1 : 1));
  const twin = families.find((family, index) => families[index + 1]?.name === family.name);
  if (twin) throw new FamilyError(`Two folders hold a family "${twin.name}": rename one of them.`);
  return families;
}

function familiesIn(root: string): FamilyFolder[] {
  if (!existsSync(root)) {
    throw new FamilyError(
      `The family root "${relative(PROJECT_ROOT, root)}" does not exist: create it or correct MANIFOLD_FAMILY_ROOTS.`,
    );
  }
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => {
    const path = join(root, name);
    for (const file of ['family.ts', 'handler.ts']) {
      if (!existsSync(join(path, file))) throw new FamilyError(`Family "${name}": its folder lacks ${file}.`);
    }
    return { name, path };
  });
}

/**
 * Reads the manifests of all families; runs their `family.ts`, never a handler.
 * @throws FamilyError naming the family, the field and the reason
 */
export async function loadManifests(folders: readonly FamilyFolder[] = findFamilies()): Promise<FamilyManifest[]> {
  const manifests = await Promise.all(folders.map(loadManifest));
  refuseDuplicates(manifests, 'tool', (manifest) => [...new Set(manifest.tools.map((tool) => tool.name))]);
  refuseDuplicates(manifests, 'prompt', (manifest) => manifest.prompts.map((prompt) => prompt.name));
  return manifests;
}

async function loadManifest({ name, path }: FamilyFolder): Promise<FamilyManifest> {
  const module = FamilyModule.safeParse(await importFamily(name, path));
  if (!module.success) throw new FamilyError(`Family "${name}": family.ts must export a family as its default.`);
  return parseManifest(name, module.data.default.manifest);
}

/** defineFamily and defineTool throw while the module loads, so a faulty definition fails here. */
async function importFamily(name: string, path: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(join(path, 'family.ts')).href);
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError ? faultOf(cause) : cause instanceof Error ? cause.message : String(cause);
    throw new FamilyError(reason.startsWith('Family ') ? reason : `Family "${name}": family.ts: ${reason}`, { cause });
  }
}

function faultOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${issue?.path.join('.') || 'definition'}: ${issue?.message ?? 'does not match the contract'}.`;
}

/**
 * Checks one manifest against the contract and against the folder it lies in.
 * @throws FamilyError
 */
export function parseManifest(folder: string, value: unknown): FamilyManifest {
  const manifest = FamilyManifest.safeParse(value);
  if (!manifest.success) throw new FamilyError(`Family "${folder}": ${faultOf(manifest.error)}`);
  if (manifest.data.name !== folder) {
    throw new FamilyError(`Family "${folder}": name: is "${manifest.data.name}", but must be the name of its folder.`);
  }
  return manifest.data;
}

function refuseDuplicates(
  manifests: FamilyManifest[],
  kind: string,
  names: (manifest: FamilyManifest) => string[],
): void {
  const owners = new Map<string, string>();
  for (const manifest of manifests) {
    for (const name of names(manifest)) {
      const owner = owners.get(name);
      if (owner) {
        throw new FamilyError(
          `Family "${manifest.name}": ${kind}s: "${name}" is already the name of a ${kind} of family "${owner}".`,
        );
      }
      owners.set(name, manifest.name);
    }
  }
}
