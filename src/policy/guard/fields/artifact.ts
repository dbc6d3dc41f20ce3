import { guarded } from '../rules/feature.ts';
import type { Rule } from '../rules/inspection.ts';
import { podMetadataKeys } from '../rules/metadata-keys.ts';
import { configMapName, configMapReference, secretReference, serviceAccountName } from '../rules/names.ts';
import { anything, listOf, object } from '../rules/shape.ts';

/**
 * A place in a store of files. Without credentials of its own it is in the namespace's shared store, where a key may lead to
 * files of others; strangers need a feature for that.
 */
function store(fields: Readonly<Record<string, Rule>>): Rule {
  const shape = object(fields);
  const guardedShape = guarded('artifactLocations', shape);
  return (value, path, inspection) => (inspection.context.untrusted ? guardedShape : shape)(value, path, inspection);
}

const s3 = store({
  accessKeySecret: secretReference,
  addressingStyle: anything,
  bucket: anything,
  caSecret: secretReference,
  createBucketIfNotPresent: anything,
  encryptionOptions: object({
    enableEncryption: anything,
    kmsEncryptionContext: anything,
    kmsKeyId: anything,
    serverSideCustomerKeySecret: secretReference,
  }),
  endpoint: anything,
  insecure: anything,
  key: anything,
  region: anything,
  roleARN: anything,
  secretKeySecret: secretReference,
  sessionTokenSecret: secretReference,
  useSDKCreds: anything,
});

const oss = store({
  accessKeySecret: secretReference,
  bucket: anything,
  createBucketIfNotPresent: anything,
  endpoint: anything,
  key: anything,
  lifecycleRule: anything,
  secretKeySecret: secretReference,
  securityToken: anything,
  useSDKCreds: anything,
});

const gcs = store({ bucket: anything, key: anything, serviceAccountKeySecret: secretReference });

const azure = store({
  accountKeySecret: secretReference,
  blob: anything,
  container: anything,
  endpoint: anything,
  useSDKCreds: anything,
});

const artifactory = store({ passwordSecret: secretReference, url: anything, usernameSecret: secretReference });

const hdfs = store({
  addresses: anything,
  dataTransferProtection: anything,
  force: anything,
  hdfsUser: anything,
  krbCCacheSecret: secretReference,
  krbConfigConfigMap: configMapReference,
  krbKeytabSecret: secretReference,
  krbRealm: anything,
  krbServicePrincipalName: anything,
  krbUsername: anything,
  path: anything,
});

const git = object({
  branch: anything,
  depth: anything,
  disableSubmodules: anything,
  fetch: anything,
  insecureIgnoreHostKey: anything,
  insecureSkipTLS: anything,
  passwordSecret: secretReference,
  repo: anything,
  revision: anything,
  singleBranch: anything,
  sshPrivateKeySecret: secretReference,
  usernameSecret: secretReference,
});

const http = object({
  auth: object({
    basicAuth: object({ passwordSecret: secretReference, usernameSecret: secretReference }),
    clientCert: object({ clientCertSecret: secretReference, clientKeySecret: secretReference }),
    oauth2: object({
      clientIDSecret: secretReference,
      clientSecretSecret: secretReference,
      endpointParams: anything,
      scopes: anything,
      tokenURLSecret: secretReference,
    }),
  }),
  headers: listOf(object({ name: anything, value: anything })),
  saveStreamViaFile: anything,
  url: anything,
});

const locations = {
  archiveLogs: anything,
  artifactory,
  azure,
  gcs,
  git,
  hdfs,
  http,
  oss,
  plugin: guarded('plugins'),
  raw: anything,
  s3,
};

const podMetadata = object({ annotations: podMetadataKeys, labels: podMetadataKeys });

/** The pod that deletes artifacts. */
const collection = { podMetadata, serviceAccountName, strategy: anything };

export const artifactGc = object({
  ...collection,
  forceFinalizerRemoval: anything,
  podSpecPatch: guarded('podSpecPatch'),
});

export const artifactLocation = object(locations);

export const artifact = object({
  ...locations,
  archive: anything,
  artifactGC: object(collection),
  deleted: anything,
  from: anything,
  fromExpression: anything,
  globalName: anything,
  mode: anything,
  name: anything,
  optional: anything,
  path: anything,
  recurseMode: anything,
  subPath: anything,
});

const repositoryReference = object({ configMap: configMapName, key: anything });
const guardedRepositoryReference = guarded('artifactLocations', repositoryReference);

/** Another artifact repository that the operator set up in the namespace; naming its ConfigMap needs that ConfigMap to be listed. */
export const artifactRepositoryRef: Rule = (value, path, inspection) =>
  (inspection.context.untrusted ? guardedRepositoryReference : repositoryReference)(value, path, inspection);

const parameter = object({
  default: anything,
  description: anything,
  enum: anything,
  globalName: anything,
  name: anything,
  value: anything,
  valueFrom: object({
    configMapKeyRef: configMapReference,
    default: anything,
    event: anything,
    expression: anything,
    jqFilter: anything,
    jsonPath: anything,
    parameter: anything,
    path: anything,
    supplied: anything,
  }),
});

/** Arguments of a Workflow, step or task; inputs and outputs of a template. */
const values = { artifacts: listOf(artifact), parameters: listOf(parameter) };
export const argumentsOf = object(values);
export const outputs = object({ ...values, exitCode: anything, result: anything });
