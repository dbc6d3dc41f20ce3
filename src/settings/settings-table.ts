/** One row of the table in the README. */
export interface SettingRow {
  name: string;
  /** The value taken when the variable is not set, or what decides about it. */
  default: string;
  meaning: string;
  /** What to write, for the reader of a problem; a whole sentence. */
  how: string;
  /** Its value is never shown. */
  isSecret?: true;
}

/** Every environment variable that this app reads: the source of the README's table and of the hints in problems. */
export const settingsTable = [
  {
    name: 'APP_ID',
    default: 'required',
    meaning: 'number of the GitHub App',
    how: 'the App ID in the general settings of the GitHub App, a number.',
  },
  {
    name: 'PRIVATE_KEY',
    default: 'required, or PRIVATE_KEY_PATH',
    meaning: "the App's private key: PEM, or base64 of it",
    how: "a private key generated in the settings of the GitHub App: the PEM file's text (line breaks may be written \\n) or base64 of it.",
    isSecret: true,
  },
  {
    name: 'PRIVATE_KEY_PATH',
    default: 'none',
    meaning: 'file that holds the private key',
    how: 'the path of the PEM file that GitHub gave for the App; PRIVATE_KEY wins over it.',
  },
  {
    name: 'PRIVATE_KEY_PREVIOUS',
    default: 'none',
    meaning: 'what the app signed with it in the cluster counts too, while the key is rotated',
    how: 'the private key that was in use before PRIVATE_KEY; remove it a day later, when CronWorkflows are signed anew and older runs are over.',
    isSecret: true,
  },
  {
    name: 'PRIVATE_KEY_PREVIOUS_PATH',
    default: 'none',
    meaning: 'file that holds the private key before',
    how: 'the path of the PEM file that was in use before; PRIVATE_KEY_PREVIOUS wins over it.',
  },
  {
    name: 'WEBHOOK_SECRET',
    default: 'required',
    meaning: 'secret that GitHub signs webhooks with',
    how: 'the webhook secret in the settings of the GitHub App, a random one of at least 16 characters.',
    isSecret: true,
  },
  {
    name: 'WEBHOOK_SECRET_PREVIOUS',
    default: 'none',
    meaning: 'also accepted, while the secret is rotated',
    how: 'the webhook secret that was in use before WEBHOOK_SECRET; remove it when GitHub has the new one.',
    isSecret: true,
  },
  {
    name: 'GHE_HOST',
    default: 'github.com',
    meaning: 'host of GitHub Enterprise Server',
    how: 'a host name, with a port if need be, such as github.example.com; no scheme and no path.',
  },
  {
    name: 'GHE_PROTOCOL',
    default: 'https',
    meaning: 'protocol of GHE_HOST',
    how: 'https or http, together with GHE_HOST.',
  },
  {
    name: 'HOST',
    default: '0.0.0.0',
    meaning: 'address to listen on',
    how: 'an address of this machine, such as 0.0.0.0 or 127.0.0.1.',
  },
  {
    name: 'PORT',
    default: '3000',
    meaning: 'webhooks, Event API, `/healthz`, `/readyz`',
    how: 'a port from 1 to 65535; 0 takes a free one.',
  },
  {
    name: 'WEBHOOK_PATH',
    default: '/api/github/webhooks',
    meaning: 'path of webhooks',
    how: "the path of the webhook URL in the App's settings, starting with a slash; not /healthz, /readyz or below /api/v1.",
  },
  {
    name: 'METRICS_PORT',
    default: '9090',
    meaning: '`/metrics`, not on the public port; 0 = off',
    how: 'a port from 1 to 65535 other than PORT, or 0 for no metrics.',
  },
  {
    name: 'EVENT_BUS',
    default: 'sqlite:data/events.db',
    meaning: 'where events are stored',
    how: 'sqlite: and the path of a file on a local disk (sqlite:data/events.db), nats:// and servers (nats://nats:4222), or kafka:// and brokers (kafka://one.example.com:9092,two.example.com:9092).',
  },
  {
    name: 'EVENT_RETENTION',
    default: '30d',
    meaning: 'how long events are kept',
    how: 'a number and a unit (s, m, h, d or w), such as 30d, 12h or 1d12h.',
  },
  {
    name: 'KAFKA_TLS',
    default: 'on with a KAFKA_…_FILE, else off',
    meaning: 'whether connections to Kafka are encrypted: on or off',
    how: 'on where the brokers listen with TLS, else off.',
  },
  {
    name: 'KAFKA_CA_FILE',
    default: 'those of Node',
    meaning: "file with the certificates that the brokers' are signed with",
    how: 'the path of a PEM file with the certificate of the authority that signed those of the brokers.',
  },
  {
    name: 'KAFKA_CERT_FILE',
    default: 'none',
    meaning: "file with the app's certificate for the brokers",
    how: 'the path of a PEM file, together with KAFKA_KEY_FILE.',
  },
  {
    name: 'KAFKA_KEY_FILE',
    default: 'none',
    meaning: 'file with the private key of KAFKA_CERT_FILE',
    how: 'the path of a PEM file, together with KAFKA_CERT_FILE.',
  },
  {
    name: 'KAFKA_SASL_MECHANISM',
    default: 'none',
    meaning: 'how the app signs in to the brokers',
    how: 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512, together with KAFKA_USERNAME and KAFKA_PASSWORD.',
  },
  {
    name: 'KAFKA_USERNAME',
    default: 'required with KAFKA_SASL_MECHANISM',
    meaning: 'user that the app signs in as',
    how: 'the name of a user that the brokers know.',
  },
  {
    name: 'KAFKA_PASSWORD',
    default: 'required with KAFKA_SASL_MECHANISM',
    meaning: "that user's password",
    how: 'the password of KAFKA_USERNAME.',
    isSecret: true,
  },
  {
    name: 'KAFKA_TOPIC_PREFIX',
    default: 'argo-events-app-APP_ID',
    meaning: 'what the names of topics and of the consumer group begin with',
    how: 'up to 200 letters, digits, dots, dashes and underscores that no other app on these brokers uses.',
  },
  {
    name: 'KAFKA_PARTITIONS',
    default: '12',
    meaning: 'partitions of the topic of events, when it is made',
    how: 'a number of 1 or more; as many replicas of the app can work side by side. It cannot be changed later.',
  },
  {
    name: 'KAFKA_REPLICATION',
    default: '3, or the number of brokers where that is less',
    meaning: 'copies of each partition, when topics are made',
    how: 'a number of 1 or more, and no more than there are brokers.',
  },
  {
    name: 'NATS_TLS',
    default: 'on with a file below, else as the server wants',
    meaning: 'on: the connection to NATS must be encrypted',
    how: 'on where the connection must be encrypted, else leave it unset.',
  },
  {
    name: 'NATS_CA_FILE',
    default: 'those of Node',
    meaning: "certificates that the NATS servers' are signed with",
    how: 'the path of a PEM file with the certificate of the authority that signed those of the servers.',
  },
  {
    name: 'NATS_CERT_FILE',
    default: 'none',
    meaning: "the app's certificate for NATS",
    how: 'the path of a PEM file, together with NATS_KEY_FILE.',
  },
  {
    name: 'NATS_KEY_FILE',
    default: 'none',
    meaning: 'private key of NATS_CERT_FILE',
    how: 'the path of a PEM file, together with NATS_CERT_FILE.',
  },
  {
    name: 'NATS_CREDENTIALS_FILE',
    default: 'none',
    meaning: 'file of a NATS user (`.creds`)',
    how: 'the path of the file that nsc wrote for the user; nothing beside it.',
  },
  {
    name: 'NATS_TOKEN',
    default: 'none',
    meaning: 'token that the app signs in to NATS with',
    how: 'the token of the servers; nothing beside it.',
    isSecret: true,
  },
  {
    name: 'NATS_USERNAME',
    default: 'none',
    meaning: 'user that the app signs in to NATS as',
    how: 'the name of a user that the servers know, together with NATS_PASSWORD.',
  },
  {
    name: 'NATS_PASSWORD',
    default: 'required with NATS_USERNAME',
    meaning: "that user's password",
    how: 'the password of NATS_USERNAME.',
    isSecret: true,
  },
  {
    name: 'NATS_STREAM_PREFIX',
    default: 'argo-events-app-APP_ID',
    meaning: 'how the names of streams and subjects begin',
    how: 'up to 64 letters, digits, dashes and underscores that no other app on these servers uses.',
  },
  {
    name: 'NATS_REPLICAS',
    default: '1',
    meaning: 'copies of each stream',
    how: 'a number from 1 to 5, and no more than the cluster has servers; 3 survives the loss of one.',
  },
  {
    name: 'EVENT_OPERATION_QUEUE_SIZE',
    default: '64',
    meaning: 'events of the Event API that wait for a worker; more are answered 503',
    how: 'a number from 1 to 10000.',
  },
  {
    name: 'EVENT_WORKER_COUNT',
    default: '16',
    meaning: 'events of the Event API that are carried out at the same time',
    how: 'a number from 1 to 1000.',
  },
  {
    name: 'KUBECONFIG',
    default: 'in-cluster account',
    meaning: 'the cluster',
    how: 'the path of a kubeconfig file whose current context is the cluster.',
  },
  {
    name: 'ARGO_NAMESPACE',
    default: 'required without POLICY_FILE',
    meaning: 'namespace where runs go',
    how: 'the name of a namespace that is kept for runs: lower-case letters, digits and dashes.',
  },
  {
    name: 'ARGO_UI_URL',
    default: 'none',
    meaning: "links to Argo's UI",
    how: "the address of Argo's UI, such as https://argo.example.com.",
  },
  {
    name: 'ARGO_VERSION',
    default: 'found out',
    meaning: 'version of Argo Workflows in the cluster; needed before 3.6 where the CRDs have no schema',
    how: 'a version such as 3.5 or 3.5.15.',
  },
  {
    name: 'ARGO_SERVER_URL',
    default: 'none',
    meaning: "Argo's API, for retry and archived logs",
    how: "the address of Argo's API server, such as https://argo-server.argo:2746.",
  },
  {
    name: 'PUBLIC_URL',
    default: 'none',
    meaning: 'address of this app, in what `POST /api/v1/runs` answers',
    how: 'the address under which people reach this app, such as https://ci.example.com; then also CLIENT_ID, CLIENT_SECRET and SESSION_KEY.',
  },
  {
    name: 'CLIENT_ID',
    default: 'required with PUBLIC_URL',
    meaning: 'sign-in for a page of the app, which is not there yet',
    how: 'the client ID in the settings of the GitHub App.',
  },
  {
    name: 'CLIENT_SECRET',
    default: 'required with PUBLIC_URL',
    meaning: 'sign-in for a page of the app, which is not there yet',
    how: 'a client secret generated in the settings of the GitHub App.',
    isSecret: true,
  },
  {
    name: 'SESSION_KEY',
    default: 'required with PUBLIC_URL',
    meaning: 'signs the sessions of that page',
    how: 'at least 32 random characters (openssl rand -hex 32).',
    isSecret: true,
  },
  {
    name: 'POLICY_FILE',
    default: 'none',
    meaning: 'what repositories may do',
    how: 'the path of the policy file.',
  },
  {
    name: 'MANIFESTS_DIR',
    default: 'none',
    meaning: "folder with the operator's own EventSources, Sensors, WorkflowEventBindings and CronWorkflows",
    how: 'the path of a folder with YAML files, such as a mounted ConfigMap.',
  },
  {
    name: 'COMMAND_PREFIX',
    default: '`/`',
    meaning: 'what commands in comments begin with',
    how: 'a sign from / ! . @ and up to 30 letters, digits and dashes, such as / or /argo, for comments "/test" or "/argo test".',
  },
  {
    name: 'LOG_LEVEL',
    default: 'info',
    meaning: 'least level that is logged',
    how: 'trace, debug, info, warn, error, fatal or silent.',
  },
] as const satisfies readonly SettingRow[];

export type SettingName = (typeof settingsTable)[number]['name'];

const rows: ReadonlyMap<string, SettingRow> = new Map(settingsTable.map((row) => [row.name, row]));

/** The row of a variable. */
export function settingRow(name: SettingName): SettingRow {
  const row = rows.get(name);
  if (row === undefined) {
    throw new Error(`The table of settings has no row ${name}.`);
  }
  return row;
}

/** The table as Markdown, for the README. */
export function renderSettingsTable(): string {
  const lines = settingsTable.map((row) => `| \`${row.name}\` | ${row.default} | ${row.meaning} |`);
  return ['| name | default | meaning |', '|---|---|---|', ...lines].join('\n');
}
