// SPDX-License-Identifier: Apache-2.0
//
// Documents and what points to them: links, paths in backticks, and the entries of docs/sources.md that comments cite.

import { posix } from 'node:path';
import { type Finding, lineAt, type SourceFile } from './repository.ts';

const sources = 'docs/sources.md';

/** `[domain B1, B3]`, `[vectors 5]`, also over a line break of a comment; words after the numbers are for people. */
const citation = /\[(domain|vectors|moddable|design|style|simulator|features)\s+([^\][]*)\]/g;
const entryCode = /^(?:[A-Z]?\d+(?:\.\d+)?[a-z]?|[A-Z])(?=$|\s)/;

/** Cited as `[group code]`; a group alone is no citation. */
function citationsIn(text: string): { readonly anchor: string; readonly line: number }[] {
  return [...text.matchAll(citation)].flatMap(({ 1: group, 2: list, index }) =>
    list!
      .replace(/\s*\n\s*(?:\/\/|\*)?\s*/g, ' ')
      .split(/[,;]/)
      .flatMap((item) => {
        const code = entryCode.exec(item.trim())?.[0];
        return code === undefined
          ? []
          : [{ anchor: `${group} ${code}`, line: lineAt(text, index) }];
      }),
  );
}

export function citationFindings(all: readonly SourceFile[]): Finding[] {
  const page = all.find(({ path }) => path === sources)?.text ?? '';
  const known = new Set(
    page
      .split('\n')
      .flatMap((line) =>
        /^\||^#|^- /.test(line) ? citationsIn(line).map(({ anchor }) => anchor) : [],
      ),
  );
  return all
    .filter(({ path }) => path !== sources && /\.(ts|mjs|c|h|md|json)$/.test(path))
    .flatMap(({ path, text }) =>
      citationsIn(text)
        .filter(({ anchor }) => !known.has(anchor))
        .map(({ anchor, line }) => ({
          path,
          line,
          message: `${sources} has no entry [${anchor}]: add it there`,
        })),
    );
}

const link =
  /(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g;
const quotedPath = /`((?:src|drivers|crypto|host-sim|tests|scripts|docs|bin|\.ci)\/[\w./-]*)`/g;

export function linkFindings(
  all: readonly SourceFile[],
  exists: (path: string) => boolean,
): Finding[] {
  const texts = new Map(all.map(({ path, text }) => [path, text]));
  return all
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) => {
      const findings: Finding[] = [];
      const prose = withoutFences(text);
      for (const match of prose.matchAll(link)) {
        const target = match[1] ?? match[2] ?? match[3]!;
        const message = brokenLink(path, target, texts, exists);
        if (message) findings.push({ path, line: lineAt(prose, match.index), message });
      }
      for (const match of prose.matchAll(quotedPath)) {
        const named = match[1]!.replace(/[/.]$/, '');
        if (!['', '.ts', '.c', '.h'].some((ending) => exists(named + ending)))
          findings.push({
            path,
            line: lineAt(prose, match.index),
            message: `there is no ${named}`,
          });
      }
      return findings;
    });
}

function brokenLink(
  path: string,
  target: string,
  texts: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): string | undefined {
  if (/^(https?|mailto):/.test(target)) return undefined;
  const [file, anchor] = target.split('#');
  const found =
    file === '' ? path : posix.join(posix.dirname(path), decodeURI(file!)).replace(/\/$/, '');
  if (!exists(found)) return `the link to ${target} leads nowhere`;
  if (anchor && found.endsWith('.md') && !slugsOf(texts.get(found) ?? '').has(anchor))
    return `${found} has no heading #${anchor}`;
  return undefined;
}

/** As GitHub makes them of headings. */
function slugsOf(text: string): ReadonlySet<string> {
  const headings = withoutFences(text).match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .replace(/`|\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

/** Code blocks blanked out, with their lines. */
function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, ' '));
}

const page = /\bdocs\/[\w./-]+\.md\b/g;

/** Pages that sources name. */
export function pageFindings(
  all: readonly SourceFile[],
  exists: (path: string) => boolean,
): Finding[] {
  return all
    .filter(({ path }) => /\.(ts|mjs|c|h|json)$/.test(path) && !path.startsWith('tests/tidy/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(page)]
        .filter(({ 0: name }) => !exists(name))
        .map(({ 0: name, index }) => ({
          path,
          line: lineAt(text, index),
          message: `there is no ${name}`,
        })),
    );
}
