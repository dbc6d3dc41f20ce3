/** What `EVENT_BUS` and the variables that belong to it say. */
export type BusSettings = { kind: 'sqlite'; file: string } | KafkaBusSettings | NatsSettings;

export interface KafkaBusSettings {
  kind: 'kafka';
  /** `host:port`, any of which tells the others. */
  brokers: string[];
  /** Names of topics and of the consumer group begin with it. */
  prefix: string;
  /** Of the topic of events, when it is made. */
  partitions: number;
  /** Copies of each partition, when topics are made; undefined: three, or as many as there are brokers. */
  replication?: number;
  /** PEM texts. */
  tls?: { ca?: string; cert?: string; key?: string };
  sasl?: { mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'; username: string; password: string };
}

export interface NatsSettings {
  kind: 'nats';
  /** Addresses of one cluster, each `nats://host:port`. */
  servers: string[];
  /** How the names of streams and subjects begin. */
  prefix: string;
  /** Copies of every stream; more than one only in a cluster of as many. */
  replicas: number;
  /** Set: the connection must be encrypted, and these files say with what. */
  tls?: { caFile?: string; certFile?: string; keyFile?: string };
  credentials?:
    | { kind: 'file'; file: string }
    | { kind: 'user'; user: string; password: string }
    | { kind: 'token'; token: string };
}
