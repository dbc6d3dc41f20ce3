import { type GatewayError, grpc } from '../http/gateway-status.ts';

/** How a request's sender was known. */
export type Sender = 'token' | 'webhook' | 'nobody';

/** Argo's sentence for a request without a token that it takes. */
export const notAuthenticated: GatewayError = {
  code: grpc.unauthenticated,
  message: 'token not valid. see https://argo-workflows.readthedocs.io/en/latest/faq/',
};
