import { isAscii } from '../../go-value/bytes.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import {
  isDigit,
  isLetter,
  isLower,
  isSpace,
  isUpper,
  mapCharacters,
  toLower,
  toTitle,
  toUpper,
} from './characters.ts';
import { toLowerWords, toPascalCase } from './words.ts';

export const caseFunctions: Record<string, GoFunction> = {
  upper: fixed(['text'], ([text]) => (isAscii(text) ? text.toUpperCase() : mapCharacters(text, toUpper))),
  lower: fixed(['text'], ([text]) => (isAscii(text) ? text.toLowerCase() : mapCharacters(text, toLower))),
  title: fixed(['text'], ([text]) => raiseWords(text)),
  untitle: fixed(['text'], ([text]) => lowerWords(text)),
  swapcase: fixed(['text'], ([text]) => swapCase(text)),
  snakecase: fixed(['text'], ([text]) => toLowerWords(text, '_')),
  kebabcase: fixed(['text'], ([text]) => toLowerWords(text, '-')),
  camelcase: fixed(['text'], ([text]) => toPascalCase(text)),
};

/** Each letter behind what separates words. */
function raiseWords(text: string): string {
  let previous = ' ';
  return mapCharacters(text, (character) => {
    const raised = isSeparator(previous) ? toTitle(character) : character;
    previous = character;
    return raised;
  });
}

/** Any ASCII that is no letter, digit or underscore; of other characters only blanks. */
function isSeparator(character: string): boolean {
  if (isAscii(character)) return !/^\w$/.test(character);
  return !isLetter(character) && !isDigit(character) && isSpace(character);
}

function lowerWords(text: string): string {
  let isStart = true;
  return mapCharacters(text, (character) => {
    const isBlank = isSpace(character);
    const changed = isStart && !isBlank ? toLower(character) : character;
    isStart = isBlank;
    return changed;
  });
}

/** A small letter at the start of a word becomes its title case. */
function swapCase(text: string): string {
  let isStart = true;
  return mapCharacters(text, (character) => {
    const isTitle = /^\p{Lt}$/u.test(character);
    if (isUpper(character) || isTitle) {
      isStart = false;
      return toLower(character);
    }
    if (!isLower(character)) {
      isStart = isSpace(character);
      return character;
    }
    const changed = isStart ? toTitle(character) : toUpper(character);
    isStart = false;
    return changed;
  });
}
