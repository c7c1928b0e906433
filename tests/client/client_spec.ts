// What the made client does with a server.
import assert from 'node:assert';
import { type TestContext } from 'node:test';
import { type Client, type Event, type User, allUsers, newClient } from './client.js';

const is: typeof assert.deepStrictEqual = assert.deepStrictEqual;
const nobody = '00000000-0000-7000-8000-000000000000';

const positionOf = (response: Response) => Number(response.headers.get('Rolecall-Position'));
const etagOf = (response: Response) => response.headers.get('ETag') ?? '';

// What is not a plan: the change was made.
function done<Answer extends object>(data?: Answer): Exclude<Answer, { dry_run: true }> {
  assert(data && !('dry_run' in data));
  return data as Exclude<Answer, { dry_run: true }>;
}

async function create(client: Client, username: string): Promise<User> {
  const { data, response } = await client.POST('/v1/users', { body: { username } });
  is(response.status, 201);
  return done(data);
}

// Compiled, not called: what the document forbids is an error of types.
export async function isRefusedByTheCompiler(client: Client) {
  // @ts-expect-error: there is no such role
  await client.POST('/v1/users', { body: { username: 'ann', role: 'boss' } });
  // @ts-expect-error: a user has a username
  await client.POST('/v1/users', { body: { email: 'ann@example.org' } });
  // @ts-expect-error: there is no such parameter
  await client.GET('/v1/users', { params: { query: { size: 10 } } });
  // @ts-expect-error: there is no such call
  await client.POST('/v1/me');
  const { data } = await client.GET('/v1/me');
  // @ts-expect-error: where there is an error there is no data
  return data.username;
}

async function specifyChanges(t: TestContext, client: Client) {
  await t.test('a user is created', async () => {
    const body = { username: 'ann', email: 'ann@example.org', attributes: { floors: [1, 2] } };
    const { data, response } = await client.POST('/v1/users', { body });
    const ann = done(data);
    is([ann.username, ann.role, ann.status], ['ann', 'analyst', 'active']);
    is(ann.attributes?.['floors'], [1, 2]);
    is(response.headers.get('Location'), `/v1/users/${ann.id}`);
  });

  await t.test('a role is set, of the user as they were read', async () => {
    const { id } = await create(client, 'bob');
    const path = { id };
    const read = await client.GET('/v1/users/{id}', { params: { path } });
    const header = { 'If-Match': etagOf(read.response) };
    const set = (role: 'admin' | 'viewer') =>
      client.PUT('/v1/users/{id}/role', { params: { path, header }, body: { role } });
    const first = await set('admin');
    is(done(first.data).role, 'admin');
    const second = await set('viewer');
    is([second.response.status, second.error?.code], [412, 'precondition_failed']);
  });

  await t.test('a change under a key is done once, however often it is sent', async () => {
    const header = { 'Idempotency-Key': '"new-carl"' };
    const send = () =>
      client.POST('/v1/users', { params: { header }, body: { username: 'carl' } });
    const [first, second] = [await send(), await send()];
    is(done(second.data).id, done(first.data).id);
    is(second.response.headers.get('Idempotency-Replayed'), 'true');
  });

  await t.test('a dry run says what would happen, and nothing does', async () => {
    const { id } = await create(client, 'dora');
    const path = { id };
    const { data } = await client.PUT('/v1/users/{id}/role', {
      params: { path, query: { dry_run: true } },
      body: { role: 'ops' },
    });
    assert(data && 'dry_run' in data);
    is(data.events.map((event) => event.type), ['RoleAssigned']);
    const read = await client.GET('/v1/users/{id}', { params: { path } });
    is(read.data?.role, 'analyst');
  });
}

async function specifyReads(t: TestContext, client: Client) {
  await t.test('a list is walked with its cursor, and shows one state', async () => {
    for (const name of ['w1', 'w2', 'w3']) await create(client, name);
    const names: (string | null)[] = [];
    for await (const user of allUsers(client, { q: 'w', limit: 1 })) {
      names.push(user.username);
      if (names.length === 1) await create(client, 'w4');
    }
    is(names, ['w1', 'w2', 'w3']);
  });

  await t.test('a filter of several words', async () => {
    const query = { role: ['admin' as const, 'ops' as const], sort: 'username' };
    const { data } = await client.GET('/v1/users', { params: { query } });
    is(data?.users.map((user) => user.username), ['bob', 'operator']);
  });

  await t.test('a read of the past', async () => {
    const { id } = await create(client, 'eve');
    const path = { id };
    const before = positionOf((await client.GET('/v1/users/{id}', { params: { path } })).response);
    await client.PUT('/v1/users/{id}/role', { params: { path }, body: { role: 'viewer' } });
    const query = { as_of: String(before) };
    const then = await client.GET('/v1/users/{id}', { params: { path, query } });
    const now = await client.GET('/v1/users/{id}', { params: { path } });
    is([then.data?.role, now.data?.role], ['analyst', 'viewer']);
  });

  await t.test('a user whom nobody has changed is not sent again', async () => {
    const { data, response } = await client.GET('/v1/me');
    const params = { path: { id: data?.id ?? '' }, header: { 'If-None-Match': etagOf(response) } };
    const again = await client.GET('/v1/users/{id}', { params });
    is(again.response.status, 304);
  });

  // The server waits five seconds: what comes later is seen by the client's asking again.
  await t.test('a read waits for the change that another makes', async () => {
    const { data } = await client.GET('/v1/state');
    const query = { username: 'fay', min_position: (data?.position ?? 0) + 1 };
    const asked = client.GET('/v1/users', { params: { query } });
    await new Promise((elapsed) => setTimeout(elapsed, 5500));
    await create(client, 'fay');
    is((await asked).data?.users.length, 1);
  });
}

async function specifyEvents(t: TestContext, client: Client) {
  await t.test('the data of an event is that of its type', async () => {
    const query = { type: ['RoleAssigned' as const], user: 'eve' };
    const { data } = await client.GET('/v1/events', { params: { query } });
    const [event] = data?.events ?? [];
    assert(event?.type === 'RoleAssigned');
    is([event.data.from.role, event.data.to.word], ['analyst', 'viewer']);
  });

  await t.test('the feed goes on behind the position that is known', async () => {
    const { data } = await client.GET('/v1/state');
    await create(client, 'gus');
    const query = { after: data?.position ?? 0 };
    const poll = await client.GET('/v1/events/poll', { params: { query }, parseAs: 'text' });
    const lines = String(poll.data).split('\n').filter((line) => line !== '');
    const events: Event[] = lines.map((line) => JSON.parse(line));
    is(events.map((event) => [event.type, event.username]), [['UserCreated', 'gus']]);
    is(positionOf(poll.response), events[0]?.position);
  });
}

async function specifyProblems(t: TestContext, client: Client, url: string) {
  await t.test('a problem has a code, and names the field', async () => {
    const taken = await client.POST('/v1/users', { body: { username: 'ann' } });
    const problem = taken.error;
    is([problem?.status, problem?.code, problem?.field], [409, 'already_exists', 'username']);
    const params = { path: { id: nobody } };
    const missing = await client.GET('/v1/users/{id}', { params });
    is(missing.error?.code, 'not_found');
    const wrong = await client.GET('/v1/users', { params: { query: { as_of: '9999999' } } });
    is([wrong.error?.code, wrong.error?.field], ['invalid_argument', 'as_of']);
  });

  await t.test('a key for less, and none', async () => {
    const body = { user: { username: 'ann' }, capability: 'read' as const };
    const { data } = await client.POST('/v1/api-keys', { body });
    const reader = newClient(url, done(data).api_key);
    is((await reader.GET('/v1/me')).data?.username, 'ann');
    const refused = await reader.POST('/v1/groups', { body: { name: 'blue' } });
    is(refused.error?.code, 'forbidden');
    const stranger = await newClient(url, 'nonsense').GET('/v1/me');
    is([stranger.error?.status, stranger.error?.code], [401, 'unauthenticated']);
  });
}

export async function specifyClient(t: TestContext, url: string, apiKey: string) {
  const client = newClient(url, apiKey);
  await specifyChanges(t, client);
  await specifyReads(t, client);
  await specifyEvents(t, client);
  await specifyProblems(t, client, url);
}
