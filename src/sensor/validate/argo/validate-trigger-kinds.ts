import type { DocumentPath } from '../read-shape.ts';
import { type Fields, fieldsOf, firstRefusal, type Refusal, refusal, textField } from './refusal.ts';
import { type ParameterList, validateParameters } from './validate-parameter.ts';

/** Argo Events' checks of one kind of trigger. */
export type KindCheck = (trigger: Fields, path: DocumentPath) => Refusal | undefined;

const resourceParameters: ParameterList = { field: 'parameters', label: 'resource parameter' };
const payload: ParameterList = { field: 'payload', label: 'payload' };

/** The kinds that upstream checks, in its order; the others (pulsar, azure…, log) are accepted as they are. */
export const kindChecks: readonly [string, KindCheck][] = [
  ['k8s', (trigger, path) => checkObject(trigger, path, { name: 'k8s', operations: kubernetesOperations })],
  ['argoWorkflow', (trigger, path) => checkObject(trigger, path, { name: 'argoWorkflow', operations: argoOperations })],
  ['http', checkHttp],
  ['awsLambda', checkLambda],
  ['kafka', checkKafka],
  ['nats', checkNats],
  ['slack', checkSlack],
  ['openWhisk', checkOpenWhisk],
  ['custom', checkCustom],
  ['email', checkEmail],
];

const kubernetesOperations = ['', 'create', 'patch', 'update', 'delete'];
/** Submit is documented as the default, but nothing is refused. */
const argoOperations = ['submit', 'submit-from', 'suspend', 'retry', 'resume', 'resubmit', 'terminate', 'stop'];

function checkObject(
  trigger: Fields,
  path: DocumentPath,
  { name, operations }: { name: string; operations: string[] },
): Refusal | undefined {
  if (fieldsOf(trigger.source) === undefined) {
    return refusal(`${name} trigger does not contain an absolute action`, path);
  }
  const operation = textField(trigger, 'operation');
  if (!operations.includes(operation)) return refusal(`unknown operation type ${operation}`, [...path, 'operation']);
  return validateParameters(trigger, resourceParameters, path);
}

function checkHttp(trigger: Fields, path: DocumentPath): Refusal | undefined {
  const method = textField(trigger, 'method');
  return firstRefusal(
    required(trigger, 'url', 'server URL is not specified', path),
    () =>
      ['', 'GET', 'DELETE', 'PATCH', 'POST', 'PUT'].includes(method)
        ? undefined
        : refusal('only GET, DELETE, PATCH, POST and PUT methods are supported', [...path, 'method']),
    () => validateParameters(trigger, resourceParameters, path),
    () => validateParameters(trigger, { ...payload, needsDestination: false }, path),
  );
}

function checkLambda(trigger: Fields, path: DocumentPath): Refusal | undefined {
  return firstRefusal(
    required(trigger, 'functionName', 'function name is not specified', path),
    required(trigger, 'region', 'region in not specified', path),
    present(trigger, 'payload', 'payload parameters are not specified', path),
    () => validateParameters(trigger, resourceParameters, path),
    () => validateParameters(trigger, payload, path),
  );
}

function checkKafka(trigger: Fields, path: DocumentPath): Refusal | undefined {
  return firstRefusal(
    required(trigger, 'url', 'broker url must not be empty', path),
    present(trigger, 'payload', 'payload must not be empty', path),
    required(trigger, 'topic', 'topic must not be empty', path),
    () => validateParameters(trigger, payload, path),
  );
}

function checkNats(trigger: Fields, path: DocumentPath): Refusal | undefined {
  return firstRefusal(
    required(trigger, 'url', "nats server url can't be empty", path),
    required(trigger, 'subject', "nats subject can't be empty", path),
    present(trigger, 'payload', "payload can't be nil", path),
    () => validateParameters(trigger, payload, path),
  );
}

function checkSlack(trigger: Fields, path: DocumentPath): Refusal | undefined {
  return firstRefusal(present(trigger, 'slackToken', "slack token can't be empty", path), () =>
    validateParameters(trigger, resourceParameters, path),
  );
}

function checkOpenWhisk(trigger: Fields, path: DocumentPath): Refusal | undefined {
  const token = fieldsOf(trigger.authToken);
  return firstRefusal(
    required(trigger, 'actionName', 'action name is not specified', path),
    required(trigger, 'host', 'host URL is not specified', path),
    () =>
      token !== undefined && (textField(token, 'name') === '' || textField(token, 'key') === '')
        ? refusal('auth token key and name must be specified', [...path, 'authToken'])
        : undefined,
    () => validateParameters(trigger, resourceParameters, path),
    present(trigger, 'payload', 'payload parameters are not specified', path),
    () => validateParameters(trigger, { ...payload, label: 'resource parameter' }, path),
  );
}

function checkCustom(trigger: Fields, path: DocumentPath): Refusal | undefined {
  return firstRefusal(
    required(trigger, 'serverURL', 'custom trigger gRPC server url is not defined', path),
    present(trigger, 'spec', "trigger body can't be empty", path),
    () =>
      trigger.secure === true && fieldsOf(trigger.certSecret) === undefined
        ? refusal("certSecret can't be nil when the trigger server connection is secure", path)
        : undefined,
    () => validateParameters(trigger, resourceParameters, path),
  );
}

function checkEmail(trigger: Fields, path: DocumentPath): Refusal | undefined {
  const port = typeof trigger.port === 'number' ? trigger.port : 0;
  return firstRefusal(
    required(trigger, 'host', "host can't be empty", path),
    () =>
      port < 0 || port > 65535
        ? refusal(`port: ${port}, port should be between 0-65535`, [...path, 'port'])
        : undefined,
    () => validateParameters(trigger, resourceParameters, path),
  );
}

function required(trigger: Fields, field: string, message: string, path: DocumentPath): () => Refusal | undefined {
  return () => (textField(trigger, field) === '' ? refusal(message, path) : undefined);
}

function present(trigger: Fields, field: string, message: string, path: DocumentPath): () => Refusal | undefined {
  return () => (trigger[field] === undefined || trigger[field] === null ? refusal(message, path) : undefined);
}
