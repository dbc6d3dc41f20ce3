import type { Problem } from '../../problem/problem.ts';
import { type GivenVariables, missingVariable, unreadableFile, wrongVariable } from '../describe-variable.ts';
import type { ReadFile } from '../read-settings.ts';

const files = ['NATS_CREDENTIALS_FILE', 'NATS_CA_FILE', 'NATS_CERT_FILE', 'NATS_KEY_FILE'] as const;
const ways = ['NATS_CREDENTIALS_FILE', 'NATS_TOKEN', 'NATS_USERNAME'] as const;
const pairs = [
  ['NATS_USERNAME', 'NATS_PASSWORD'],
  ['NATS_CERT_FILE', 'NATS_KEY_FILE'],
] as const;

/** What is wrong between the variables of a bus on NATS. */
export function findNatsProblems(given: GivenVariables, readFile: ReadFile): Problem[] {
  if (given.EVENT_BUS?.startsWith('nats:') !== true) return [];
  return [
    ...findHalves(given),
    ...findSeveralWays(given),
    ...findPlainFiles(given),
    ...findUnreadable(given, readFile),
  ];
}

function findHalves(given: GivenVariables): Problem[] {
  return pairs.flatMap(([one, other]) => {
    if (given[one] !== undefined && given[other] === undefined) return [missingVariable(other, `${one} is`)];
    if (given[one] === undefined && given[other] !== undefined) return [missingVariable(one, `${other} is`)];
    return [];
  });
}

function findSeveralWays(given: GivenVariables): Problem[] {
  const [first, ...others] = ways.filter((name) => given[name] !== undefined);
  return others.map((name) => wrongVariable(name, given[name] ?? '', `nothing beside ${first}: one way to sign in`));
}

function findPlainFiles(given: GivenVariables): Problem[] {
  const file = files.slice(1).find((name) => given[name] !== undefined);
  const isOff = given.NATS_TLS?.trim() === 'off';
  return isOff && file !== undefined ? [wrongVariable('NATS_TLS', 'off', `on, because ${file} is set`)] : [];
}

function findUnreadable(given: GivenVariables, readFile: ReadFile): Problem[] {
  return files.flatMap((name) => {
    const file = given[name]?.trim();
    if (file === undefined) return [];
    try {
      readFile(file);
      return [];
    } catch (error) {
      return [unreadableFile(name, file, error)];
    }
  });
}
