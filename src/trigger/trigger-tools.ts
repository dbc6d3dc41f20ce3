import type { Logger } from 'pino';
import type { ArgoServer } from '../kubernetes/argo-server/argo-server.ts';
import type { ClusterObjects } from '../kubernetes/cluster-objects.ts';
import type { RunTools } from '../run/start-run.ts';
import type { BrokerLinks } from './broker/broker-links.ts';
import type { Resolve } from './host/resolve-host.ts';

/** What triggers need from the world beyond what runs need. */
export interface TriggerWorld {
  cluster: ClusterObjects;
  /** Undefined without `ARGO_SERVER_URL`. */
  argoServer: ArgoServer | undefined;
  /** All addresses of a host, as the system resolves it. */
  resolve: Resolve;
  sleep: (ms: number) => Promise<void>;
  /** Connections to brokers, kept between firings. */
  links: BrokerLinks;
}

/** What carrying out a trigger needs from the world. */
export interface TriggerTools extends RunTools, TriggerWorld {
  log: Pick<Logger, 'info'>;
}

/** What one try needs. */
export interface AttemptTools extends TriggerTools {
  /** `hashFiring` of the firing, whichever try this is. */
  hash: string;
}
