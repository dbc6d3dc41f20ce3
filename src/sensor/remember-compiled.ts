const maxRemembered = 1_000;
/** Characters of all texts together: what is remembered must not fill the memory. */
const maxTotal = 500_000;

/** The same function, which remembers what it made of the last texts: files of a repository say the same for each of its events. */
export function rememberCompiled<Compiled>(compile: (text: string) => Compiled): (text: string) => Compiled {
  const compiled = new Map<string, Compiled>();
  let total = 0;
  return (text) => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const made = compile(text);
    compiled.set(text, made);
    total += text.length;
    for (const oldest of compiled.keys()) {
      if (compiled.size <= maxRemembered && total <= maxTotal) break;
      compiled.delete(oldest);
      total -= oldest.length;
    }
    return made;
  };
}
