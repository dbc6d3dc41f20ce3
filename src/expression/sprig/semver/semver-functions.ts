import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { type GoValue, int, integer, type VersionValue, versionText } from '../../go-value/value.ts';
import { checkConstraint, fitsConstraint } from './constraint.ts';
import {
  changeVersion,
  checkMetadata,
  checkPrerelease,
  compareVersions,
  readVersion,
  type VersionParts,
} from './version.ts';

export const semverFunctions: Record<string, GoFunction> = {
  semver: fixed(['text'], ([text], call) => {
    const version = readVersion(text);
    return typeof version === 'string'
      ? call.fail(version)
      : { ...version, kind: 'version', type: '*semver.Version', methods };
  }),
  semverCompare: fixed(['text', 'text'], ([constraint, text], call) => {
    const wrong = checkConstraint(constraint);
    if (wrong !== undefined) return call.fail(wrong);
    const version = readVersion(text);
    if (typeof version === 'string') return call.fail(version);
    const result = fitsConstraint(constraint, version);
    return typeof result === 'string' ? call.fail(result) : result;
  }),
};

/** What templates can ask of a version that another one was made of. */
const valueMethods: Record<string, GoFunction> = {
  Major: ofVersion((version) => integer('uint64', version.major)),
  Minor: ofVersion((version) => integer('uint64', version.minor)),
  Patch: ofVersion((version) => integer('uint64', version.patch)),
  Prerelease: ofVersion((version) => version.prerelease),
  Metadata: ofVersion((version) => version.metadata),
  String: ofVersion(versionText),
  IncMajor: ofVersion((version) => next(version, { major: version.major + 1n, minor: 0n, patch: 0n })),
  IncMinor: ofVersion((version) => next(version, { minor: version.minor + 1n, patch: 0n })),
  IncPatch: ofVersion((version) =>
    next(version, version.prerelease === '' ? { patch: version.patch + 1n } : { patch: version.patch }),
  ),
  SetPrerelease: fixed(['version', 'text'], ([version, prerelease], call) =>
    withPart(version, { prerelease }, prerelease === '' ? undefined : checkPrerelease(prerelease), call),
  ),
  SetMetadata: fixed(['version', 'text'], ([version, metadata], call) =>
    withPart(version, { metadata }, metadata === '' ? undefined : checkMetadata(metadata), call),
  ),
};

/** What templates can ask of a version that was read; in Go these take a pointer. */
const methods: Record<string, GoFunction> = {
  ...valueMethods,
  Original: ofVersion((version) => version.original),
  Compare: ofTwo((order) => int(order)),
  Equal: ofTwo((order) => order === 0),
  LessThan: ofTwo((order) => order < 0),
  LessThanEqual: ofTwo((order) => order <= 0),
  GreaterThan: ofTwo((order) => order > 0),
  GreaterThanEqual: ofTwo((order) => order >= 0),
};

function ofTwo(read: (order: number) => GoValue): GoFunction {
  return fixed(['version', 'version'], ([left, right]) => read(compareVersions(left, right)));
}

function ofVersion(read: (version: VersionValue) => GoValue): GoFunction {
  return fixed(['version'], ([version]) => read(version));
}

function next(version: VersionValue, changes: Partial<VersionParts>): GoValue {
  return toChanged(changeVersion(version, { prerelease: '', metadata: '', ...changes }));
}

function withPart(
  version: VersionValue,
  change: Partial<VersionParts>,
  wrong: string | undefined,
  call: Call,
): GoValue {
  return wrong === undefined ? toChanged(changeVersion(version, change)) : call.fail(wrong);
}

function toChanged(parts: VersionParts): VersionValue {
  return { ...parts, kind: 'version', type: 'semver.Version', methods: valueMethods };
}
