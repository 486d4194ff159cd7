/** Files of front and of the payments family that one payment may pass through. */
export const MOST_FILES = 25;

/** Files of the two functions that a payment passes through. */
export function pathOf(files: readonly string[]): string[] {
  return files.filter((file) => /^functions\/(front|families)\//.test(file));
}

const FLOORS = ['platform', 'kit', 'core'] as const;

/** The page about the path of a call, for the files in which a function ran. */
export function pageOf(files: readonly string[]): string {
  const path = pathOf(files);
  const floors = FLOORS.map((floor) => ({ floor, files: files.filter((file) => inFolder(file, floor)) }));
  return [
    '# The path of a call',
    '',
    '`npm run call-path` writes this page. It makes one confirmed payment (`initiate_payment`, asked for and confirmed) from',
    'the event of API Gateway to the stand-in for Stripe and back, on an instance that has served a call before, and lists',
    'every file of `functions/` in which a function ran. The authorizer, which API Gateway asks before, is not in it.',
    '',
    `To follow the payment, read the ${path.length} files of front and of the family. What they stand on is listed below them,`,
    'floor by floor; a floor is read by the names that the path imports from it',
    '([0023-three-floors](decisions/0023-three-floors.md)).',
    '',
    '## Front and the family',
    '',
    ...path.map((file) => `- [${file}](../${file})`),
    '',
    '## The floors',
    '',
    '| floor | files |',
    '|---|---|',
    ...floors.map(({ floor, files: all }) => `| ${floor} | ${all.length} |`),
    `| all, with the path | ${files.length} |`,
    '',
    ...floors.flatMap(({ floor, files: all }) => [`### ${floor}`, '', ...all.map((file) => `- \`${file}\``), '']),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** The files of the path that a page lists. */
export function listedIn(page: string): string[] {
  return [...page.matchAll(/^- \[(functions\/\S+)\]/gm)].map(([, file = '']) => file);
}

const inFolder = (file: string, folder: string) => file.startsWith(`functions/${folder}/`);
