import type { Pool } from 'undici';

/** Creates a Workflow at the API server as any client would; what differs from 201 is thrown. */
export async function createWorkflow(
  pool: Pool,
  { namespace, token }: { namespace: string; token: string },
  manifest: string,
): Promise<void> {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows?fieldValidation=Strict`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: manifest,
  });
  await body.dump();
  if (statusCode !== 201) throw new Error(`The API server answered ${statusCode}.`);
}
