/** So many first characters of a form are looked up. */
const longest = 6;

/**
 * Makes a quick look at whether a text can hold any of these forms, none of them empty: whether the first characters of one stand in it.
 * Hundreds of forms stand for one key, and nearly every text holds none. True for each text that holds one.
 */
export function findBeginning(forms: readonly string[]): (text: string) => boolean {
  const length = Math.min(longest, ...forms.map((form) => form.length));
  const beginnings = new Set(forms.map((form) => form.slice(0, length)));
  const pairs = new Set(forms.map((form) => pairAt(form, 0)));
  return (text) => {
    for (let at = 0; at + length <= text.length; at += 1) {
      if (pairs.has(pairAt(text, at)) && beginnings.has(text.slice(at, at + length))) return true;
    }
    return false;
  };

  /** Two characters are one number, which is looked up faster than a text. */
  function pairAt(text: string, at: number): number {
    return length < 2 ? text.charCodeAt(at) : text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
  }
}
