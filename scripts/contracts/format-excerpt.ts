import type { OpenApiDocument } from './openapi-document.ts';

/** The excerpt as JSON with one line for each path and component, sorted, so that a refresh shows what changed. */
export function formatExcerpt({ openapi, info, paths, components = {} }: OpenApiDocument): string {
  const sections = Object.keys(components)
    .sort()
    .map((section) => `${JSON.stringify(section)}: ${lines(components[section] ?? {})}`);
  return `{
"openapi": ${JSON.stringify(openapi)},
"info": ${JSON.stringify(info)},
"paths": ${lines(paths)},
"components": {
${sections.join(',\n')}
}
}
`;
}

const lines = (entries: object): string =>
  `{\n${Object.entries(entries)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}`;
