import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../lib/families.ts';
import { PEOPLE } from '../../local/issuer/people.ts';
import manifest from '../../package.json' with { type: 'json' };
import { ERROR_CATALOGUE, ERROR_MEANINGS, type ErrorCode } from '../../schemas/errors.ts';
import { ROLES } from '../../schemas/issuer.ts';
import { ROLES_OF_SCOPES, scopesOfRoles } from '../../schemas/role-scopes.ts';
import { repositoryFiles, textOf } from './repository.ts';

const pages = repositoryFiles().filter((path) => path.endsWith('.md'));
/** Every match of the pattern in every page, with the page it is in. */
const found = (pattern: RegExp) =>
  pages.flatMap((page) => [...textOf(page).matchAll(pattern)].map((match) => ({ page, text: match[1] ?? '' })));

describe('the documentation', () => {
  it('links to what is there', () => {
    const links = found(/\]\(([^)\s]+)\)/g).filter(({ text }) => !/^[a-z]+:/.test(text));
    const broken = links.filter(({ page, text }) => {
      const [path = '', anchor] = text.split('#');
      const target = path === '' ? page : posix.join(posix.dirname(page), path);
      if (!existsSync(join(PROJECT_ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken.map(({ page, text }) => `${page} links to ${text}`)).toEqual([]);
    expect(links.length).toBeGreaterThan(10);
  });

  it('has every page in its table of contents', () => {
    const linked = [...textOf('docs/README.md').matchAll(/\]\(([^)#\s]+)/g)].map(([, to = '']) =>
      posix.join('docs', to),
    );
    const guides = pages.filter((page) => /^docs\/(families\/)?[\w-]+\.md$/.test(page) && page !== 'docs/README.md');
    expect(guides.filter((page) => !linked.includes(page))).toEqual([]);
    expect(guides.length).toBeGreaterThan(20);
  });

  it('names commands that package.json has', () => {
    const commands = found(/npm run ([a-z][\w:-]*)/g);
    const unknown = commands.filter(({ text }) => !(text in manifest.scripts));
    expect(unknown.map(({ page, text }) => `${page} names npm run ${text}`)).toEqual([]);
    expect(commands.length).toBeGreaterThan(5);
  });

  it('lists every error as the catalogue has it', () => {
    const rows = Object.entries(ERROR_CATALOGUE).map(([code, { name, status, retryable, alias }]) => {
      const { effect, fault } = ERROR_MEANINGS[code as ErrorCode];
      const columns = [code, name, status, retryable ? 'yes' : 'no', alias, effect, fault];
      return `| ${columns.join(' | ')} |`;
    });
    const listed = textOf('docs/errors.md').match(/^\| E\d{4} .*$/gm);
    expect(listed).toEqual(rows);
  });

  it('lists every variable that overrides a setting', () => {
    const variables = (path: string, pattern: RegExp) =>
      [...textOf(path).matchAll(pattern)].map(([, name]) => name).sort();
    expect(variables('docs/deployment.md', /^\| `(MANIFOLD_\w+)`/gm)).toEqual(
      variables('lib/settings/overrides.ts', /^ {2}(MANIFOLD_\w+):/gm),
    );
  });
});

describe('docs/identity.md', () => {
  const page = textOf('docs/identity.md');
  const cellsOf = (row: string) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());

  it('gives each scope that takes a role to the roles that the table gives it to', () => {
    const rows = (page.match(/^\| `[a-z]+(:[a-z]+)?` \|.*\|$/gm) ?? []).map(cellsOf);
    const written = rows.map(([scope = '', , ...marks]) => [
      scope.replaceAll('`', ''),
      ROLES.filter((_, index) => marks[index] === 'x'),
    ]);
    expect(Object.fromEntries(written)).toEqual(ROLES_OF_SCOPES);
  });

  it('says of each person of the local issuer who it is, and which scopes come of the role', () => {
    const rows = (page.match(/^\| [A-Z]\w+ [A-Z]\w+ \|.*\|$/gm) ?? []).map(cellsOf);
    const expected = PEOPLE.map(({ name, groups, tier, tenant }) => [
      name,
      groups.join(', ') || 'none',
      tier,
      tenant,
      scopesOfRoles(groups)
        .map((scope) => `\`${scope}\``)
        .join(', '),
    ]);
    expect(rows).toEqual(expected);
  });
});

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
