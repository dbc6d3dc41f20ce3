const listed = new Set(Intl.supportedValuesOf('timeZone'));
const listedInSmall = new Set([...listed].map((name) => name.toLowerCase()));

/**
 * True for a name that Go's `time.LoadLocation` knows: an IANA name in its own spelling, `UTC`, `Local` or nothing. Offsets are
 * no names.
 */
export function isTimeZone(name: string): boolean {
  if (name === '' || name === 'UTC' || name === 'Local' || listed.has(name)) return true;
  if (!/^[A-Za-z]/.test(name) || listedInSmall.has(name.toLowerCase())) return false;
  try {
    // Older names are not listed, but known.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
