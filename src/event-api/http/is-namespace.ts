/** A namespace's name, or nothing for all of them. Anything else would lead to another place of the cluster's API. */
export function isNamespace(text: string): boolean {
  return text === '' || (text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text));
}
