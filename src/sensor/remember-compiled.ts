const maxRemembered = 1_000;
/** A longer text is compiled each time: what is remembered must not fill the memory. */
const maxLength = 10_000;

/** The same function, which remembers what it made of the last texts: files of a repository say the same for each of its events. */
export function rememberCompiled<Compiled>(compile: (text: string) => Compiled): (text: string) => Compiled {
  const compiled = new Map<string, Compiled>();
  return (text) => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const made = compile(text);
    if (text.length > maxLength) return made;
    if (compiled.size >= maxRemembered) {
      const [oldest] = compiled.keys();
      if (oldest !== undefined) compiled.delete(oldest);
    }
    compiled.set(text, made);
    return made;
  };
}
