import { describe, expect, it } from '@jest/globals';
import { circlesOf } from './circles.ts';
import { importedPath, importsOf } from './imports.ts';
import { repositoryFiles, textOf } from './repository.ts';

const graphOf = (imports: Record<string, string[]>) => new Map(Object.entries(imports));

describe('modules', () => {
  it('do not import each other in a circle', () => {
    const modules = repositoryFiles().filter((path) =>
      /^(functions|schemas|lib|bin|local|sandboxes)\/.*\.ts$/.test(path),
    );
    const graph = new Map(
      modules.map((path) => [
        path,
        importsOf(textOf(path)).flatMap(({ specifier, typesOnly }) =>
          typesOnly ? [] : (importedPath(path, specifier) ?? []),
        ),
      ]),
    );
    expect(circlesOf(graph)).toEqual([]);
  });
});

describe('the search for circles', () => {
  it('finds two modules that import each other, and leaves out the one that imports them', () => {
    expect(circlesOf(graphOf({ a: ['b'], b: ['c'], c: ['b'] }))).toEqual([['b', 'c']]);
  });

  it('finds a circle over three modules, and a module that imports itself', () => {
    expect(circlesOf(graphOf({ a: ['b'], b: ['c'], c: ['a'], d: ['d'] }))).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('finds nothing among modules that share an import', () => {
    expect(circlesOf(graphOf({ a: ['c', 'b'], b: ['c'], c: [] }))).toEqual([]);
  });
});
