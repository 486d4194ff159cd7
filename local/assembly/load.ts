import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '../start-error.ts';
import type { Assembly, Stack, Template } from './template.ts';

type Artifact = {
  type: string;
  dependencies?: string[];
  properties?: { templateFile?: string; stackName?: string; file?: string; directoryName?: string };
};
type Manifest = { artifacts?: Record<string, Artifact> };
type AssetManifest = {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
};

/**
 * Reads a cloud assembly (the folder that `cdk synth` writes), nested assemblies of stages included.
 * @throws StartError naming the file that is missing or broken.
 */
export function loadAssembly(directory: string): Assembly {
  const root = resolve(directory);
  const manifest = readJson<Manifest>(join(root, 'manifest.json'));
  const artifacts = Object.entries(manifest.artifacts ?? {});
  const assets = new Map<string, string>();
  const stacks = new Map<string, { stack: Stack; dependencies: string[] }>();
  const nested: Assembly[] = [];

  for (const [id, artifact] of artifacts) {
    const properties = artifact.properties ?? {};
    if (artifact.type === 'cdk:asset-manifest' && properties.file) {
      readAssets(root, properties.file, assets);
    } else if (artifact.type === 'aws:cloudformation:stack' && properties.templateFile) {
      const template = readJson<Template>(join(root, properties.templateFile));
      if (!template.Resources)
        throw new StartError(`The template ${properties.templateFile} has no Resources; run cdk synth again.`);
      stacks.set(id, {
        stack: { name: properties.stackName ?? id, template },
        dependencies: artifact.dependencies ?? [],
      });
    } else if (artifact.type === 'cdk:cloud-assembly' && properties.directoryName) {
      nested.push(loadAssembly(join(root, properties.directoryName)));
    }
  }
  for (const inner of nested) for (const [key, path] of inner.assets) assets.set(key, path);
  return { stacks: [...inDependencyOrder(stacks), ...nested.flatMap((inner) => inner.stacks)], assets };
}

function readAssets(root: string, file: string, into: Map<string, string>): void {
  for (const { source, destinations } of Object.values(readJson<AssetManifest>(join(root, file)).files ?? {})) {
    if (!source.path) continue;
    for (const { objectKey } of Object.values(destinations)) into.set(objectKey, resolve(root, source.path));
  }
}

function inDependencyOrder(stacks: Map<string, { stack: Stack; dependencies: string[] }>): Stack[] {
  const ordered = new Set<Stack>();
  const visit = (id: string): void => {
    const entry = stacks.get(id);
    if (!entry || ordered.has(entry.stack)) return;
    for (const dependency of entry.dependencies) visit(dependency);
    ordered.add(entry.stack);
  };
  for (const id of stacks.keys()) visit(id);
  return [...ordered];
}

function readJson<T>(file: string): T {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new StartError(`The cloud assembly has no ${file}; run cdk synth first.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StartError(
      `${file} is not valid JSON (${error instanceof Error ? error.message : error}); run cdk synth again.`,
    );
  }
}
