import { repositoryFiles, textOf } from './repository.ts';

/** One line of prose: a comment, a text in quotes, or a line of a page. */
export interface Prose {
  path: string;
  line: number;
  kind: 'comment' | 'text' | 'page';
  text: string;
}

/**
 * Idioms that readers stumbled over, each with what to write instead. A quoted word in backticks is code and is not
 * read.
 */
export const IDIOMS: readonly { idiom: RegExp; instead: string }[] = [
  { idiom: /\bwho(m)?ever\b/i, instead: 'name the subject: "the caller", "a client that …"' },
  { idiom: /\bnobody\b(?!")/i, instead: 'name the subject: "no caller", "no client"' },
  { idiom: /(?<!\bthere )\b(is|are|makes?|knows?) none\b/i, instead: '"has no …", "does not exist"' },
  { idiom: /\b(is|are) some$/i, instead: 'say what it is: "looks like a hash"' },
  { idiom: /\b(is|are|be|been|gets?|being) told\b/i, instead: '"is reported", "answers", "says"' },
  { idiom: /\bhalf-done\b/i, instead: '"partly completed"' },
  { idiom: /\bwherever\b/i, instead: '"in each place that …" or "if"' },
  { idiom: /\bwhat is (not|no|none)\b/i, instead: 'name the thing' },
  { idiom: /\bin mid-/i, instead: '"during …"' },
  { idiom: /\bany more\b/i, instead: '"no longer"' },
];

/** Comments, texts and pages of the repository, line by line. Contracts and recordings of others are not ours to word. */
export function proseOf(paths: readonly string[] = repositoryFiles()): Prose[] {
  return paths
    .filter((path) => !FOREIGN.test(path))
    .flatMap((path) => (path.endsWith('.md') ? page(path) : code(path)));
}

/** How often a word stands in the comments. */
export function countWord(prose: readonly Prose[], word: string): number {
  const pattern = new RegExp(`\\b${word}\\b`, 'gi');
  return prose.reduce((sum, { text }) => sum + (text.match(pattern)?.length ?? 0), 0);
}

const FOREIGN = /^test\/contracts\/|^test\/house\/plain-english|^functions\/kit\/textfsm\/templates\//;

function page(path: string): Prose[] {
  let inCode = false;
  return linesOf(path).flatMap((text, index) => {
    const fence = text.trimStart().startsWith('```');
    if (fence) inCode = !inCode;
    return fence || inCode ? [] : [{ path, line: index + 1, kind: 'page' as const, text: withoutCode(text) }];
  });
}

function code(path: string): Prose[] {
  if (!/\.(ts|mjs|sh)$/.test(path)) return [];
  return linesOf(path).flatMap((text, index) => {
    const at = { path, line: index + 1 };
    if (COMMENT.test(text)) return [{ ...at, kind: 'comment' as const, text: withoutCode(text) }];
    // Templates of Jinja are skipped, because "is none" is a test of that language.
    const texts = /\{\{|\{%/.test(text) ? [] : [...text.matchAll(QUOTED)].map(([quoted]) => quoted.slice(1, -1));
    const trailing = / \/\/ (.*)$/.exec(text)?.[1];
    return [
      ...texts
        .filter((quoted) => /\w \w/.test(quoted))
        .map((quoted) => ({ ...at, kind: 'text' as const, text: quoted })),
      ...(trailing ? [{ ...at, kind: 'comment' as const, text: withoutCode(trailing) }] : []),
    ];
  });
}

const COMMENT = /^\s*(\/\/|\/\*|\*|#)/;
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const linesOf = (path: string): string[] => textOf(path).split('\n');
const withoutCode = (text: string): string => text.replaceAll(/`[^`]*`/g, '');
