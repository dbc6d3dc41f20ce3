import type { GoFunction } from '../go-value/go-function.ts';
import { aesFunctions } from './crypto/aes-functions.ts';
import { certificateFunctions } from './crypto/certificate-functions.ts';
import { hashFunctions } from './crypto/hash-functions.ts';
import { randomFunctions } from './crypto/random-functions.ts';
import { defaultFunctions } from './default-functions.ts';
import { dictFunctions } from './dict/dict-functions.ts';
import { encodingFunctions } from './encoding/encoding-functions.ts';
import { listFunctions } from './list/list-functions.ts';
import { arithmeticFunctions } from './number/arithmetic-functions.ts';
import { sequenceFunctions } from './number/sequence-functions.ts';
import { pathFunctions } from './path/path-functions.ts';
import { regexFunctions } from './regex/regex-functions.ts';
import { semverFunctions } from './semver/semver-functions.ts';
import { buildFunctions } from './text/build-functions.ts';
import { caseFunctions } from './text/case-functions.ts';
import { cutFunctions } from './text/cut-functions.ts';
import { splitFunctions } from './text/split-functions.ts';
import { wrapFunctions } from './text/wrap-functions.ts';
import { timeFunctions } from './time/time-functions.ts';
import { urlFunctions } from './url/url-functions.ts';

/** The functions of sprig 3.3.0 by their names, but for those that read the environment or reach the network. */
export const sprigFunctions: Readonly<Record<string, GoFunction>> = {
  ...aesFunctions,
  ...arithmeticFunctions,
  ...buildFunctions,
  ...caseFunctions,
  ...certificateFunctions,
  ...cutFunctions,
  ...defaultFunctions,
  ...dictFunctions,
  ...encodingFunctions,
  ...hashFunctions,
  ...listFunctions,
  ...pathFunctions,
  ...randomFunctions,
  ...regexFunctions,
  ...semverFunctions,
  ...sequenceFunctions,
  ...splitFunctions,
  ...timeFunctions,
  ...urlFunctions,
  ...wrapFunctions,
};
