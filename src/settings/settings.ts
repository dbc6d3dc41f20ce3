/** Typed settings; the table in the README lists the environment variables they come from. */
export interface Settings {
  appId: number;
  /** PEM. */
  privateKey: string;
  /** The current secret first; one more while a secret is rotated. */
  webhookSecrets: string[];
  github: { host: string; protocol: 'https' | 'http'; apiUrl: string; graphqlUrl: string; webUrl: string };
  host: string;
  port: number;
  webhookPath: string;
  metricsPort: number;
  bus: { kind: 'sqlite'; file: string };
  eventRetentionMs: number;
  kubeconfig?: string;
  /** Undefined only when a policy gives every repository its namespace. */
  argoNamespace?: string;
  argoUiUrl?: string;
  argoServerUrl?: string;
  publicUrl?: string;
  policyFile?: string;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}
