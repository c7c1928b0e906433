// Signing in, and what a token opens.
import assert from 'node:assert';
import { is, refuses } from './connection.mjs';

export async function specifyAuth(t, connection) {
  const { create, kc, newClient, operator, signIn } = connection;

  await t.test('auth', async (t) => {
    await t.test('with the password grant', async () => {
      const client = await signIn(operator.username, operator.password);
      assert(client.accessToken);
      assert(client.refreshToken);
      is(await client.users.count(), 1);
    });

    await t.test('with a refresh token', async () => {
      const client = newClient();
      const { refreshToken } = kc;
      await client.auth({ grantType: 'refresh_token', clientId: 'admin-cli', refreshToken });
      is(await client.users.count(), 1);
    });

    await t.test('with an API key as client: its id, and its secret', async () => {
      const { clientId, clientSecret } = connection.server.client;
      const client = newClient();
      await client.auth({ grantType: 'client_credentials', clientId, clientSecret });
      is(client.refreshToken, undefined);
      is(await client.users.count(), 1);
      const guess = { grantType: 'client_credentials', clientId, clientSecret: 'guessed' };
      await refuses(() => newClient().auth(guess), 401, 'invalid_client');
    });

    await t.test('with a wrong password, or the name of nobody: 401 invalid_grant', async () => {
      await refuses(() => signIn(operator.username, 'wrong'), 401, 'invalid_grant');
      await refuses(() => signIn('nobody', operator.password), 401, 'invalid_grant');
      const error = await signIn('nobody', 'wrong').catch((thrown) => thrown);
      is(error.responseData.error_description, 'Invalid user credentials');
    });

    await t.test('of a disabled account: 400 invalid_grant', async () => {
      const credentials = [{ type: 'password', value: 'a password of dora' }];
      const id = await create({ username: 'dora', enabled: true, credentials });
      await signIn('dora', 'a password of dora');
      await kc.users.update({ id }, { enabled: false });
      await refuses(() => signIn('dora', 'a password of dora'), 400, 'invalid_grant');
      const error = await signIn('dora', 'a password of dora').catch((thrown) => thrown);
      is(error.responseData.error_description, 'Account disabled');
    });

    await t.test('no token that it has given: 401 for every call', async () => {
      const stranger = newClient();
      stranger.setAccessToken('nonsense');
      await refuses(() => stranger.users.find(), 401, 'HTTP 401 Unauthorized');
      await refuses(() => stranger.users.create({ username: 'x' }), 401, 'HTTP 401 Unauthorized');
      await refuses(() => stranger.roles.find(), 401, 'HTTP 401 Unauthorized');
    });

    await t.test('the token of a user without a realm role: 403 for every call', async () => {
      const credentials = [{ type: 'password', value: 'a password of urs' }];
      const id = await create({ username: 'urs', enabled: true, credentials });
      const urs = await signIn('urs', 'a password of urs');
      await refuses(() => urs.users.find(), 403, 'HTTP 403 Forbidden');
      await refuses(() => urs.users.update({ id }, { firstName: 'U' }), 403, 'HTTP 403 Forbidden');
      await refuses(() => urs.roles.find(), 403, 'HTTP 403 Forbidden');
      const events = () => urs.realms.findAdminEvents({ realm: 'master' });
      await refuses(events, 403, 'HTTP 403 Forbidden');
    });

    await t.test('until the session is ended', async () => {
      const credentials = [{ type: 'password', value: 'hash#tag#1' }];
      const id = await create({ username: 'lea', enabled: true, realmRoles: ['admin'], credentials });
      const lea = await signIn('lea', 'hash#tag#1');
      await lea.users.count();
      await kc.users.logout({ id });
      await refuses(() => lea.users.count(), 401, 'HTTP 401 Unauthorized');
      await (await signIn('lea', 'hash#tag#1')).users.count();
    });

    await t.test('realms: the one directory', async () => {
      is((await kc.realms.find()).map((one) => one.realm), ['master']);
      const { id, realm, enabled } = await kc.realms.findOne({ realm: 'other' });
      is([id, realm, enabled], ['other', 'other', true]);
    });

    await t.test('the realm may have any name: there is one directory', async () => {
      const names = await kc.users.find({ realm: 'other', username: 'operator', exact: true });
      is(names.map((user) => user.id), [operator.id]);
    });
  });
}
