import { keepNewest } from './keep-newest.ts';

const maxRemembered = 1_000;
/** Characters of all texts together. */
const maxTotal = 500_000;

/** The same function, which remembers what it made of the last texts: files of a repository say the same for each of its events. */
export function rememberCompiled<Compiled>(compile: (text: string) => Compiled): (text: string) => Compiled {
  const kept = keepNewest<Compiled>(maxTotal, maxRemembered);
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = compile(text);
    kept.put(text, made, text.length);
    return made;
  };
}
