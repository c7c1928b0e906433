// The client that CLIENTS.md of the native dialect shows.
import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './rolecall.js';

export type User = components['schemas']['User'];
export type Event = components['schemas']['Event'];

// Sends a request again that is answered 429 or 503, when `Retry-After` says; three times at most.
// For reads, and for changes with an Idempotency-Key or an If-Match: it is not known of any other
// whether it was done.
const retry: Middleware = {
  async onRequest({ request }) {
    copies.set(request, request.clone());
  },
  async onResponse({ request, response, options }) {
    let answer = response;
    const copy = copies.get(request);
    const isSafe =
      request.method === 'GET' ||
      request.headers.has('Idempotency-Key') ||
      request.headers.has('If-Match');
    for (let i = 0; i < 3 && copy && isSafe && [429, 503].includes(answer.status); ++i) {
      const seconds = Number(answer.headers.get('Retry-After') ?? 1);
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      answer = await options.fetch(copy.clone());
    }
    return answer;
  },
};
const copies = new WeakMap<Request, Request>();

export function newClient(url: string, apiKey: string) {
  const client = createClient<paths>({
    baseUrl: url,
    headers: { Authorization: `Bearer ${apiKey}` },
    querySerializer: { array: { style: 'form', explode: false } }, // role=admin,ops
  });
  client.use(retry);
  return client;
}
export type Client = ReturnType<typeof newClient>;

// Every user that passes the filters, as of one position.
export async function* allUsers(
  client: Client,
  filters: NonNullable<paths['/v1/users']['get']['parameters']['query']> = {},
): AsyncGenerator<User> {
  let cursor: string | null | undefined;
  do {
    const query = cursor ? { ...filters, cursor } : filters;
    const { data, error } = await client.GET('/v1/users', { params: { query } });
    if (error) throw new Error(`${error.code}: ${error.detail}`);
    yield* data.users;
    cursor = data.next_cursor;
  } while (cursor);
}
