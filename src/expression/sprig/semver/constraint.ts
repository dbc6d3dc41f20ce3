import { quoteText } from '../../scalar/quote-text.ts';
import { comparePrereleases, compareVersions, readVersion, type VersionParts } from './version.ts';

const maxLength = 512;
const maxGroups = 32;

const versionSource =
  'v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?';
const anyVersion = versionSource.replace(/\((?!\?)/g, '(?:');
/** In this order, of which the first that fits is taken: an empty operator comes before `!=`. */
const operatorSource = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';

const range = new RegExp(`\\s*(${anyVersion})\\s+-\\s+(${anyVersion})\\s*`, 'g');
const single = new RegExp(`^\\s*(${operatorSource})\\s*${versionSource}\\s*$`);
const each = new RegExp(`(?:${operatorSource})\\s*(?:${anyVersion})`, 'g');
const whole = new RegExp(
  `^(?:\\s*(?:${operatorSource})\\s*(?:${anyVersion})\\s*)(?:(?:\\s+|,\\s*)(?:${operatorSource})\\s*(?:${anyVersion})\\s*)*$`,
);

/** One comparison. What it leaves out (`1.2`, `1.x`) is loose. */
interface Constraint {
  operator: string;
  version: VersionParts;
  isMinorLoose: boolean;
  isPatchLoose: boolean;
  isLoose: boolean;
}

/** Comparisons that must all hold. */
interface Group {
  constraints: Constraint[];
  /** One of them names a prerelease; otherwise none is let in. */
  takesPrereleases: boolean;
}

/** Whether a version fits a constraint such as `^1.2 || >=3, <4`, as Masterminds' semver says; a text says what is wrong. */
export function fitsConstraint(constraint: string, version: VersionParts): boolean | string {
  const groups = readGroups(constraint);
  if (typeof groups === 'string') return groups;
  return groups.some(({ constraints, takesPrereleases }) =>
    constraints.every((one) => (version.prerelease === '' || takesPrereleases) && fits(one, version)),
  );
}

/** What is wrong with a constraint, or nothing. */
export function checkConstraint(constraint: string): string | undefined {
  const groups = readGroups(constraint);
  return typeof groups === 'string' ? groups : undefined;
}

function readGroups(text: string): Group[] | string {
  if (text.length > maxLength) return `constraint string is too long (max ${maxLength} bytes)`;
  const parts = text.replace(range, '>= $1, <= $2 ').split('||');
  if (parts.length > maxGroups) return `too many constraint groups (max ${maxGroups})`;
  const groups: Group[] = [];
  for (const part of parts) {
    const group = readGroup(part);
    if (typeof group === 'string') return group;
    groups.push(group);
  }
  return groups;
}

function readGroup(text: string): Group | string {
  if (!whole.test(text)) return `improper constraint: ${quoteText(text)}`;
  const constraints: Constraint[] = [];
  for (const written of text.match(each) ?? [text]) {
    const constraint = readConstraint(written);
    if (typeof constraint === 'string') return constraint;
    constraints.push(constraint);
  }
  return { constraints, takesPrereleases: constraints.some(({ version }) => version.prerelease !== '') };
}

function readConstraint(text: string): Constraint | string {
  const match = single.exec(text);
  if (match === null) return `improper constraint: ${quoteText(text)}`;
  const [, operator = '', major = '', minor = '', patch = '', prerelease = ''] = match;
  const written = text.trim().slice(operator.length).trim();
  const isAny = isWild(major);
  const isMinorLoose = !isAny && isWild(minor.slice(1));
  const isPatchLoose = !isAny && !isMinorLoose && isWild(patch.slice(1));
  const version = readVersion(
    isAny
      ? `0.0.0${prerelease}`
      : isMinorLoose
        ? `${major}.0.0${prerelease}`
        : isPatchLoose
          ? `${major}${minor}.0${prerelease}`
          : written,
  );
  if (typeof version === 'string') return 'constraint parser error';
  return { operator, version, isMinorLoose, isPatchLoose, isLoose: isAny || isMinorLoose || isPatchLoose };
}

function isWild(part: string): boolean {
  return part === '' || ['x', 'X', '*'].includes(part);
}

function fits(constraint: Constraint, version: VersionParts): boolean {
  const order = compareVersions(version, constraint.version);
  switch (constraint.operator) {
    case '!=':
      return differs(constraint, version);
    case '>':
      return isAbove(constraint, version);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return isUpTo(constraint, version);
    case '~':
    case '~>':
      return fitsTilde(constraint, version);
    case '^':
      return fitsCaret(constraint, version);
    default:
      return constraint.isLoose ? fitsTilde(constraint, version) : order === 0;
  }
}

function differs({ version: wanted, isMinorLoose, isPatchLoose, isLoose }: Constraint, version: VersionParts): boolean {
  if (!isLoose) return compareVersions(version, wanted) !== 0;
  if (wanted.major !== version.major) return true;
  if (isMinorLoose) return false;
  if (wanted.minor !== version.minor) return true;
  if (!isPatchLoose) return wanted.patch !== version.patch || compareVersions(version, wanted) !== 0;
  const hasPrerelease = version.prerelease !== '' || wanted.prerelease !== '';
  return hasPrerelease && comparePrereleases(version.prerelease, wanted.prerelease) !== 0;
}

function isAbove({ version: wanted, isMinorLoose, isPatchLoose, isLoose }: Constraint, version: VersionParts): boolean {
  if (isLoose && version.major !== wanted.major) return version.major > wanted.major;
  if (isMinorLoose) return false;
  return isPatchLoose ? version.minor > wanted.minor : compareVersions(version, wanted) > 0;
}

function isUpTo({ version: wanted, isMinorLoose, isLoose }: Constraint, version: VersionParts): boolean {
  if (!isLoose) return compareVersions(version, wanted) <= 0;
  if (version.major > wanted.major) return false;
  return version.major !== wanted.major || version.minor <= wanted.minor || isMinorLoose;
}

/** The same minor version, or with a loose one the same major version. */
function fitsTilde({ version: wanted, isMinorLoose, isPatchLoose }: Constraint, version: VersionParts): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  const isAny = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isAny && !isMinorLoose && !isPatchLoose) return true;
  return version.major === wanted.major && (version.minor === wanted.minor || isMinorLoose);
}

/** The same up to the first number that is not zero. */
function fitsCaret({ version: wanted, isMinorLoose, isPatchLoose }: Constraint, version: VersionParts): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  if (version.major !== wanted.major) return false;
  if (wanted.major > 0n || isMinorLoose) return true;
  if (wanted.minor > 0n || isPatchLoose) return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
}
