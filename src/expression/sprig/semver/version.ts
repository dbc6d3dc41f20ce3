import { type VersionValue, versionText } from '../../go-value/value.ts';
import { compareBytes } from '../../path/json/bytes.ts';

/** The numbers and names of a version; methods are added where it becomes a value. */
export type VersionParts = Omit<VersionValue, 'kind' | 'type' | 'methods'>;

const maxUint64 = 2n ** 64n - 1n;
const maxLength = 256;
const pattern =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?$/;

/** Reads a version as Masterminds' semver does: minor and patch may lack, a `v` may stand before it. A text says what is wrong. */
export function readVersion(text: string): VersionParts | string {
  if (text.length > maxLength) return `version string is too long (max ${maxLength} bytes)`;
  const match = pattern.exec(text);
  if (match === null) return 'invalid semantic version';
  const [, major = '0', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  const tooLarge = [major, minor, patch].find((part) => BigInt(part) > maxUint64);
  if (tooLarge !== undefined) {
    return `error parsing version segment: strconv.ParseUint: parsing "${tooLarge}": value out of range`;
  }
  const wrong = prerelease === '' ? undefined : checkPrerelease(prerelease);
  if (wrong !== undefined) return wrong;
  const numbers = { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch) };
  return { ...numbers, prerelease, metadata, original: text };
}

/** What is wrong with the part behind the dash. */
export function checkPrerelease(prerelease: string): string | undefined {
  for (const part of prerelease.split('.')) {
    if (!/^[\dA-Za-z-]+$/.test(part)) return 'invalid prerelease string';
    if (/^0\d+$/.test(part)) return 'version segment starts with 0';
  }
  return undefined;
}

/** What is wrong with the part behind the plus sign. */
export function checkMetadata(metadata: string): string | undefined {
  const isRight = metadata.split('.').every((part) => /^[\dA-Za-z-]+$/.test(part));
  return isRight ? undefined : 'invalid metadata string';
}

/** -1, 0 or 1; a version without a prerelease comes after those with one. Metadata does not count. */
export function compareVersions(left: VersionParts, right: VersionParts): number {
  const parts = ['major', 'minor', 'patch'] as const;
  for (const part of parts) if (left[part] !== right[part]) return left[part] < right[part] ? -1 : 1;
  if (left.prerelease === right.prerelease) return 0;
  if (left.prerelease === '') return 1;
  return right.prerelease === '' ? -1 : comparePrereleases(left.prerelease, right.prerelease);
}

export function comparePrereleases(left: string, right: string): number {
  const [parts, others] = [left.split('.'), right.split('.')];
  for (let at = 0; at < Math.max(parts.length, others.length); at++) {
    const order = comparePart(parts[at], others[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers come before names, and what lacks before both. */
function comparePart(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  const [isNumber, isOtherNumber] = [isUint(left), isUint(right)];
  if (isNumber && isOtherNumber) return BigInt(left) > BigInt(right) ? 1 : -1;
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return compareBytes(left, right) > 0 ? 1 : -1;
}

function isUint(part: string): boolean {
  return /^\d+$/.test(part) && BigInt(part) <= maxUint64;
}

/** The version with other parts; its original text is written anew, with the `v` it had. */
export function changeVersion(version: VersionParts, changes: Partial<VersionParts>): VersionParts {
  const changed = { ...version, ...changes };
  const prefix = version.original.startsWith('v') ? 'v' : '';
  return { ...changed, original: prefix + versionText({ ...changed, kind: 'version', type: '', methods: {} }) };
}
