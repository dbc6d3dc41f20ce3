/** Whether `Prefer: return=representation` (RFC 7240) is among the preferences. */
export function wantsRepresentation(prefer: string | readonly string[] | undefined): boolean {
  const preferences = [prefer ?? []].flat().flatMap((each) => each.split(','));
  return preferences.some((each) => /^\s*return\s*=\s*"?representation"?\s*(?:;|$)/i.test(each));
}
