import { delimiter } from 'node:path';
import { type Problem, problem } from '../problem/problem.ts';
import { type GivenVariables, missingVariable, unreadableFile, wrongVariable } from './describe-variable.ts';
import { findKafkaProblems } from './kafka/find-kafka-problems.ts';
import { findNatsProblems } from './nats/find-nats-problems.ts';
import type { ReadFile } from './read-settings.ts';

const shortSecret = 16;

/** What is wrong between variables, or with one that is missing; looks at what was given, right or wrong in itself. */
export function findConflicts(given: GivenVariables, readFile: ReadFile): Problem[] {
  return [
    ...findMissing(given),
    ...findWeakSecrets(given),
    ...findClusterProblems(given, readFile),
    ...findUnsupported(given),
    ...findSamePort(given),
    ...findKafkaProblems(given, readFile),
    ...findNatsProblems(given, readFile),
  ];
}

function findMissing(given: GivenVariables): Problem[] {
  const problems: Problem[] = [];
  if (given.APP_ID === undefined) {
    problems.push(missingVariable('APP_ID', 'the app signs in to GitHub with it'));
  }
  if (given.PRIVATE_KEY === undefined && given.PRIVATE_KEY_PATH === undefined) {
    problems.push(missingVariable('PRIVATE_KEY', 'the app signs in to GitHub with it (PRIVATE_KEY_PATH will do, too)'));
  }
  if (given.WEBHOOK_SECRET === undefined) {
    problems.push(missingVariable('WEBHOOK_SECRET', 'without it anyone could send events'));
  }
  if (given.ARGO_NAMESPACE === undefined && given.POLICY_FILE === undefined) {
    problems.push(missingVariable('ARGO_NAMESPACE', 'without a POLICY_FILE nothing else says where runs go'));
  }
  if (given.PUBLIC_URL !== undefined) {
    const absent = (['CLIENT_ID', 'CLIENT_SECRET', 'SESSION_KEY'] as const).filter((name) => given[name] === undefined);
    problems.push(...absent.map((name) => missingVariable(name, 'PUBLIC_URL is, and its page needs sign-in')));
  }
  return problems;
}

function findWeakSecrets(given: GivenVariables): Problem[] {
  return (['WEBHOOK_SECRET', 'WEBHOOK_SECRET_PREVIOUS'] as const).flatMap((name) => {
    const secret = given[name];
    if (secret === 'development') {
      return [problem('settings.default-secret', { name })];
    }
    const isShort = secret !== undefined && secret.length < shortSecret;
    return isShort ? [problem('settings.short-secret', { name, least: shortSecret })] : [];
  });
}

function findClusterProblems(given: GivenVariables, readFile: ReadFile): Problem[] {
  if (given.KUBECONFIG === undefined) {
    return given.KUBERNETES_SERVICE_HOST === undefined ? [problem('settings.no-cluster', {})] : [];
  }
  return given.KUBECONFIG.split(delimiter).flatMap((file) => {
    try {
      readFile(file.trim());
      return [];
    } catch (error) {
      return [unreadableFile('KUBECONFIG', file.trim(), error)];
    }
  });
}

function findUnsupported(given: GivenVariables): Problem[] {
  const problems: Problem[] = [];
  if (given.GHE_PROTOCOL === 'http' && given.GHE_HOST === undefined) {
    problems.push(wrongVariable('GHE_PROTOCOL', given.GHE_PROTOCOL, 'https for github.com'));
  }
  return problems;
}

function findSamePort(given: GivenVariables): Problem[] {
  const port = given.PORT?.trim() ?? '3000';
  const metricsPort = given.METRICS_PORT?.trim() ?? '9090';
  return port === metricsPort && port !== '0' ? [problem('settings.same-port', { port })] : [];
}
