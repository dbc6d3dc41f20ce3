import { stripVTControlCharacters } from 'node:util';

/** Control characters, line and paragraph separators. */
const controls = /[\p{Cc}\u2028\u2029]+/gu;

/** Characters that turn the direction of text or cannot be seen, by which a text shows other than what it is. */
const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Makes any text one plain line: no colours, no control characters, no direction overrides, whole characters only.
 * Line breaks become single spaces.
 */
export function toPlainLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(invisible, '')
    .replace(controls, ' ')
    .toWellFormed()
    .replace(/ {2,}/g, ' ')
    .trim();
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Any text as one line of GitHub's markdown that shows exactly that text: no HTML, no formatting, no table cell of its own,
 * nobody mentioned and no issue referred to. Stays within a table cell.
 */
export function escapeMarkdown(text: string): string {
  return toPlainLine(text)
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(/[\\`*_{}[\]()|~!$]/g, '\\$&')
    .replace(/^(\s*)([-+=]|\d+(?=[.)]))/, '$1\u200b$2')
    .replace(/@(?=\S)/g, '@\u200b')
    .replace(/#(?=\S)/g, '\\#\u200b')
    .replace(/\b(GH)-(?=\d)/gi, '$1-\u200b')
    .replace(/^(\s*)#/, '$1\\#');
}
