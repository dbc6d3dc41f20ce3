import { anything, boolean, int64, listOf, mapOf, object, type Shape, text } from '../shape.ts';
import { configMapKey, secretKey } from './reference-shapes.ts';

/** Argo Events' `ArtifactLocation`: where the object of a `k8s` or `argoWorkflow` trigger comes from. */
export const sourceShape: Shape = object('ArtifactLocation', {
  s3: object('S3Artifact', {
    endpoint: text,
    bucket: object('S3Bucket', { key: text, name: text }),
    region: text,
    insecure: boolean,
    accessKey: secretKey,
    secretKey,
    events: listOf(text),
    filter: object('S3Filter', { prefix: text, suffix: text }),
    metadata: mapOf(text),
    caCertificate: secretKey,
  }),
  inline: text,
  file: object('FileArtifact', { path: text }),
  url: object('URLArtifact', { path: text, verifyCert: boolean }),
  git: object('GitArtifact', {
    url: text,
    cloneDirectory: text,
    creds: object('GitCreds', { username: secretKey, password: secretKey }),
    sshKeySecret: secretKey,
    filePath: text,
    branch: text,
    tag: text,
    ref: text,
    remote: object('GitRemoteConfig', { name: text, urls: listOf(text) }),
    insecureIgnoreHostKey: boolean,
    githubApp: object('GithubAppCreds', { privateKey: secretKey, appID: int64, installationID: int64 }),
  }),
  configmap: configMapKey,
  /** An object of any kind; the API server knows its fields. */
  resource: anything,
});
