import type { BusSettings } from './bus-settings.ts';

/** Typed settings; the table in the README lists the environment variables they come from. */
export interface Settings {
  appId: number;
  /** PKCS #8 PEM, the same text however the key was given, so that what is derived from it stays the same. */
  privateKey: string;
  /** The key before, in the same form: what it signed in the cluster is believed while the App's key is rotated. */
  previousPrivateKey?: string;
  /** The current secret first; one more while a secret is rotated. */
  webhookSecrets: string[];
  github: { host: string; protocol: 'https' | 'http'; apiUrl: string; graphqlUrl: string; webUrl: string };
  host: string;
  port: number;
  webhookPath: string;
  metricsPort: number;
  bus: BusSettings;
  eventRetentionMs: number;
  /** How much of the Event API waits and runs at the same time. */
  eventApi: { queueSize: number; workerCount: number };
  /** Path of a kubeconfig file (several as `kubectl` takes them); undefined: the account of the pod. */
  kubeconfig?: string;
  /** Undefined only when a policy gives every repository its namespace. */
  argoNamespace?: string;
  argoUiUrl?: string;
  /** Of Argo Workflows in the cluster; undefined: found out. */
  argoVersion?: { major: number; minor: number };
  argoServerUrl?: string;
  publicUrl?: string;
  /** Sign-in for a page that is not there yet; there exactly when `publicUrl` is. */
  signIn?: { clientId: string; clientSecret: string; sessionKey: string };
  policyFile?: string;
  /** Folder of the operator's own documents. */
  manifestsDir?: string;
  /** What commands in comments begin with. */
  commandPrefix: string;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}
