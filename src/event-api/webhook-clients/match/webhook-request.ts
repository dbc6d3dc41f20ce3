/** A webhook as its matchers see it. */
export interface WebhookRequest {
  /** The first value of a header; the name in lower case. Undefined when it is not there. */
  header: (name: string) => string | undefined;
  body: Uint8Array;
}

/** Whether a request is from the sender that has this secret. Never throws. */
export type Matcher = (secret: string, request: WebhookRequest) => boolean;
