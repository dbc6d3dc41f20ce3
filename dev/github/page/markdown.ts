import { type Html, html } from './html.ts';

/**
 * Markdown as far as checks and comments of this App write it, shown as GitHub shows it: headings, lists, tables, quotes, blocks of code;
 * code, emphasis and links in a line. Anything else, HTML above all, is shown as it is written.
 */
export function renderMarkdown(text: string): Html {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks: Html[] = [];
  for (let at = 0; at < lines.length; ) {
    const block = readBlock(lines, at);
    blocks.push(block.html);
    at = Math.max(block.next, at + 1);
  }
  return html`<div class="markdown">${blocks}</div>`;
}

interface Block {
  html: Html;
  /** The line behind it. */
  next: number;
}

const nothing = html``;
const starts = {
  fence: /^ {0,3}(`{3,}|~{3,})([^`]*)$/,
  heading: /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/,
  item: /^\s*(?:[-*+]|\d{1,9}[.)])\s+(.*)$/,
  quote: /^ {0,3}> ?(.*)$/,
  row: /^\s*\|(.*)\|\s*$/,
  /** The one piece of HTML that the App writes. */
  details: /^<details><summary>([^<>]*)<\/summary>$/,
  rule: /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/,
};

function readBlock(lines: readonly string[], at: number): Block {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { html: nothing, next: at + 1 };
  const heading = starts.heading.exec(line);
  if (heading !== null) {
    const size = heading[1]?.length ?? 1;
    return { html: html`<p class="h${size}"><b>${renderLine(heading[2] ?? '')}</b></p>`, next: at + 1 };
  }
  if (starts.fence.test(line)) return readFence(lines, at);
  if (starts.row.test(line) && starts.rule.test(lines[at + 1] ?? '')) return readTable(lines, at);
  if (starts.details.test(line)) return readDetails(lines, at);
  if (starts.item.test(line)) return readList(lines, at);
  if (starts.quote.test(line)) {
    const { found, next } = takeWhile(lines, at, starts.quote);
    return { html: html`<blockquote>${renderMarkdown(found.join('\n'))}</blockquote>`, next };
  }
  return readParagraph(lines, at);
}

/** Lines that stand further in than its mark belong to an item. */
function readList(lines: readonly string[], at: number): Block {
  const items: string[][] = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const [, first] = starts.item.exec(line) ?? [];
    if (first !== undefined) items.push([first]);
    else if (/^ {2,}\S/.test(line)) items.at(-1)?.push(line.trim());
    else break;
  }
  const list = items.map((item) => html`<li>${renderLines(item)}</li>`);
  return { html: html`<ul>${list}</ul>`, next };
}

function renderLines(lines: readonly string[]): Html {
  return html`${lines.map((line, index) => (index === 0 ? renderLine(line) : html`<br>${renderLine(line)}`))}`;
}

/** What the first group holds of the lines from there on that are alike. */
function takeWhile(lines: readonly string[], at: number, pattern: RegExp): { found: string[]; next: number } {
  const found: string[] = [];
  let next = at;
  for (let match = pattern.exec(lines[next] ?? ''); match !== null; match = pattern.exec(lines[next] ?? '')) {
    found.push(match[1] ?? '');
    next += 1;
    if (next >= lines.length) break;
  }
  return { found, next };
}

function readFence(lines: readonly string[], at: number): Block {
  const [, mark = '```', language = ''] = starts.fence.exec(lines[at] ?? '') ?? [];
  const isEnd = (line: string) => line.trim().startsWith(mark) && /^(`+|~+)$/.test(line.trim());
  const length = lines.slice(at + 1).findIndex(isEnd);
  const end = length === -1 ? lines.length : at + 1 + length;
  const code = lines.slice(at + 1, end).join('\n');
  return { html: html`<pre><code class="${language.trim()}">${code}</code></pre>`, next: end + 1 };
}

function readDetails(lines: readonly string[], at: number): Block {
  const length = lines.slice(at + 1).indexOf('</details>');
  const end = length === -1 ? lines.length : at + 1 + length;
  const title = starts.details.exec(lines[at] ?? '')?.[1] ?? '';
  const inside = renderMarkdown(lines.slice(at + 1, end).join('\n'));
  return { html: html`<details><summary>${title}</summary>${inside}</details>`, next: end + 1 };
}

function readTable(lines: readonly string[], at: number): Block {
  const head = cellsOf(lines[at] ?? '');
  const { found, next } = takeWhile(lines, at + 2, starts.row);
  const rows = found.map((row) => cellsOf(`|${row}|`));
  return {
    html: html`<table><tr>${head.map((cell) => html`<th>${renderLine(cell)}</th>`)}</tr>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${renderLine(cell)}</td>`)}</tr>`)}</table>`,
    next,
  };
}

/** A bar behind a backslash is part of its cell. */
function cellsOf(row: string): string[] {
  const inner = starts.row.exec(row)?.[1] ?? '';
  return (inner.match(/(?:\\.|[^|\\])*(?:\||$)/g) ?? [])
    .map((cell) => cell.replace(/\|$/, '').trim())
    .slice(0, inner === '' ? 0 : undefined)
    .filter((cell, index, all) => cell !== '' || index < all.length - 1);
}

function readParagraph(lines: readonly string[], at: number): Block {
  const isOther = (line: string) =>
    line.trim() === '' || [starts.fence, starts.heading, starts.item, starts.quote].some((each) => each.test(line));
  const length = lines.slice(at + 1).findIndex(isOther);
  const next = length === -1 ? lines.length : at + 1 + length;
  return { html: html`<p>${renderLines(lines.slice(at, next).map((line) => line.trim()))}</p>`, next };
}

const pieces = new RegExp(
  [
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /(?<ticks>`+)(?<code>[^`]|[^`].*?[^`])\k<ticks>(?!`)/,
    /\[(?<label>(?:\\.|[^\]\\])*)\]\((?:<(?<long>[^<>]*)>|(?<short>[^\s)]*))\)/,
    /\*\*(?<strong>(?:\\.|[^*\\])+)\*\*/,
    /(?<![\w*])\*(?<soft>(?:\\.|[^*\s\\])(?:\\.|[^*\\])*)\*(?!\*)/,
    /(?<entity>&(?:amp|lt|gt|quot);)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

function renderLine(text: string): Html {
  const parts: (Html | string)[] = [];
  let behind = 0;
  for (const match of text.matchAll(pieces)) {
    parts.push(text.slice(behind, match.index), renderPiece(match[0], match.groups ?? {}));
    behind = match.index + match[0].length;
  }
  parts.push(text.slice(behind));
  return html`${parts}`;
}

function renderPiece(whole: string, piece: Record<string, string | undefined>): Html | string {
  const { escaped, code, label, long, short, strong, soft, entity } = piece;
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return html`<code>${code}</code>`;
  if (strong !== undefined) return html`<b>${renderLine(strong)}</b>`;
  if (soft !== undefined) return html`<i>${renderLine(soft)}</i>`;
  if (entity !== undefined) return entities[entity] ?? entity;
  const address = long ?? short ?? '';
  // Where a page leads is the App's, and it may hold what others wrote.
  return label !== undefined && /^https?:\/\//.test(address)
    ? html`<a href="${address}" rel="noreferrer">${renderLine(label)}</a>`
    : whole;
}
