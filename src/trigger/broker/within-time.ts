/** How long one try at handing over a message may take: clients of brokers try again inside of it. */
const patienceMs = 15_000;

/** Rejects when the work takes longer; what it still does is its own affair. */
export async function withinTime<Value>(work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
