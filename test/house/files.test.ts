import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryFiles, textOf } from './repository.ts';

const files = repositoryFiles();

describe('files of the repository', () => {
  it('have at most 300 lines of code', () => {
    const modules = files.filter((path) =>
      /^(bin|functions|lib|local|plugins|sandboxes|schemas|scripts|test)\/.*\.(ts|mjs)$/.test(path),
    );
    const lengths = modules.map((path) => ({ path, lines: textOf(path).split('\n').length - 1 }));
    const long = lengths.filter(({ lines }) => lines > 300);
    expect(long.map(({ path, lines }) => `${path} has ${lines} lines: it is two subjects`)).toEqual([]);
    expect(modules.length).toBeGreaterThan(50);
  });

  it('name no path of a developer’s machine', () => {
    const machinePath = /(?<![\w.)}~-])\/(?:work|tmp|root|home|Users)\/[\w.-]+/;
    const found = files
      .filter((path) => path !== 'package-lock.json')
      .flatMap((path) =>
        textOf(path)
          .split('\n')
          .flatMap((line, index) => {
            const match = machinePath.exec(line);
            return match ? [`${path}:${index + 1} names ${match[0]}`] : [];
          }),
      );
    expect(found).toEqual([]);
  });

  it('read nothing that lies outside the repository', () => {
    const code = files.filter((path) => /\.(ts|mjs)$/.test(path));
    const own = /import\.meta\.dirname,\s*['"`]([^'"`]+)|new URL\(\s*['"`]([^'"`]+)['"`],\s*import\.meta\.url/g;
    const found = code.flatMap((path) =>
      [...textOf(path).matchAll(own)].map(([, joined, linked]) => ({ path, target: joined ?? linked ?? '' })),
    );
    const outside = found.filter(({ path, target }) => posix.join(posix.dirname(path), target).startsWith('..'));
    expect(outside.map(({ path, target }) => `${path} reads ${target}`)).toEqual([]);
    expect(found.length).toBeGreaterThan(10);
  });

  it('take packages from the public registry alone', () => {
    const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
    const hosts = Object.values(lock.packages).flatMap(({ resolved }) => (resolved ? [new URL(resolved).host] : []));
    expect(hosts.filter((host) => host !== 'registry.npmjs.org')).toEqual([]);
    const settings = files.filter((path) => path.endsWith('.npmrc')).map(textOf);
    expect(settings.join('\n')).not.toContain('registry');
  });
});
