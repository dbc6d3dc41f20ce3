import { type Problem, problem } from '../../problem/problem.ts';
import { type GivenVariables, missingVariable, unreadableFile, wrongVariable } from '../describe-variable.ts';
import type { ReadFile } from '../read-settings.ts';

const files = ['KAFKA_CA_FILE', 'KAFKA_CERT_FILE', 'KAFKA_KEY_FILE'] as const;
const credentials = ['KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const;

/** What is wrong between the variables of the bus on Kafka; nothing where it is another bus. */
export function findKafkaProblems(given: GivenVariables, readFile: ReadFile): Problem[] {
  if (given.EVENT_BUS?.startsWith('kafka:') !== true) return [];
  return [...findFileProblems(given, readFile), ...findSignInProblems(given)];
}

function findFileProblems(given: GivenVariables, readFile: ReadFile): Problem[] {
  const named = files.filter((name) => given[name] !== undefined);
  const problems = named.flatMap((name) => {
    const file = given[name] ?? '';
    try {
      readFile(file);
      return [];
    } catch (error) {
      return [unreadableFile(name, file, error)];
    }
  });
  const [first] = named;
  if (first !== undefined && given.KAFKA_TLS === 'off')
    problems.push(wrongVariable('KAFKA_TLS', 'off', `on, since ${first} is set`));
  if ((given.KAFKA_CERT_FILE === undefined) !== (given.KAFKA_KEY_FILE === undefined)) {
    const [missing, there] =
      given.KAFKA_CERT_FILE === undefined
        ? (['KAFKA_CERT_FILE', 'KAFKA_KEY_FILE'] as const)
        : (['KAFKA_KEY_FILE', 'KAFKA_CERT_FILE'] as const);
    problems.push(missingVariable(missing, `${there} is, and one is of no use without the other`));
  }
  return problems;
}

function findSignInProblems(given: GivenVariables): Problem[] {
  const mechanism = given.KAFKA_SASL_MECHANISM;
  const [there] = credentials.filter((name) => given[name] !== undefined);
  if (mechanism === undefined)
    return there === undefined ? [] : [missingVariable('KAFKA_SASL_MECHANISM', `${there} is`)];
  const missing = credentials.filter((name) => given[name] === undefined);
  const problems = missing.map((name) => missingVariable(name, 'KAFKA_SASL_MECHANISM is'));
  const isClear = mechanism === 'PLAIN' && !usesTls(given);
  return isClear ? [...problems, problem('settings.clear-password', { name: 'KAFKA_SASL_MECHANISM' })] : problems;
}

function usesTls(given: GivenVariables): boolean {
  return given.KAFKA_TLS === 'on' || files.some((name) => given[name] !== undefined);
}
