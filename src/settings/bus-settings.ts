/** What `EVENT_BUS` and the variables that belong to it say. */
export type BusSettings = { kind: 'sqlite'; file: string } | KafkaBusSettings;

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
